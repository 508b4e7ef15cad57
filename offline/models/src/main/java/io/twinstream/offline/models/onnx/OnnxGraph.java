package io.twinstream.offline.models.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * Builds an ONNX model from a float tensor {@code features} of {@code [n, width]} to a float tensor
 * {@code probability} of {@code [n, 1]}, operator by operator. Field numbers are those of
 * onnx.proto.
 */
public final class OnnxGraph {
  /** The name of the input. */
  public static final String INPUT = "features";

  private static final String OUTPUT = "probability";
  private static final int FLOAT = 1;
  private static final int DOUBLE = 11;
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;
  private static final int ML_OPSET = 3;
  private static final String ML_DOMAIN = "ai.onnx.ml";

  private final int width;
  private final Message nodes = new Message();
  private final Message constants = new Message();
  private int made;

  /** Creates a graph without operators, for rows of {@code width} features. */
  public OnnxGraph(int width) {
    this.width = width;
  }

  /** Adds an operator and returns the name of its output. */
  String operator(String type, String... inputs) {
    return operator("", type, new Message(), inputs);
  }

  /** Adds an operator of the domain ai.onnx.ml and returns the name of its output. */
  String machineLearning(String type, Attributes attributes, String... inputs) {
    return operator(ML_DOMAIN, type, attributes.messages(), inputs);
  }

  private String operator(String domain, String type, Message attributes, String... inputs) {
    String output = type.toLowerCase(java.util.Locale.ROOT) + "_" + made++;
    node(domain, type, attributes, output, inputs);
    return output;
  }

  private void node(
      String domain, String type, Message attributes, String output, String... inputs) {
    Message node = new Message();
    for (String input : inputs) {
      node.text(1, input);
    }
    node.text(2, output).text(3, output).text(4, type).append(attributes).text(7, domain);
    nodes.message(1, node);
  }

  /** Adds a tensor of doubles and returns its name. */
  String constant(long[] shape, double... values) {
    ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asDoubleBuffer().put(values);
    String name = "constant_" + made++;
    Message tensor = new Message();
    for (long size : shape) {
      tensor.number(1, size);
    }
    constants.message(5, tensor.number(2, DOUBLE).text(8, name).bytes(9, raw.array()));
    return name;
  }

  /** Adds a conversion to doubles and returns the name of its output. */
  public String doubles(String tensor) {
    return operator("", "Cast", Attributes.cast(DOUBLE), tensor);
  }

  /**
   * Adds a linear function of the features, in which a missing feature counts as its mean.
   *
   * @return the name of its output, a double tensor {@code [n, 1]}
   */
  public String linear(double[] means, double[] weights, double intercept) {
    String x = doubles(INPUT);
    String mean = constant(new long[] {1, width}, means);
    String known = operator("Where", operator("IsNaN", x), mean, x);
    return affine(
        operator("MatMul", known, constant(new long[] {width, 1}, weights)), 1, intercept);
  }

  /** Adds {@code slope * x + offset}, without operations that change nothing. */
  public String affine(String x, double slope, double offset) {
    long[] scalar = {1};
    String scaled = slope == 1 ? x : operator("Mul", x, constant(scalar, slope));
    return offset == 0 ? scaled : operator("Add", scaled, constant(scalar, offset));
  }

  /**
   * Completes the graph with the logistic function.
   *
   * @param margin the name of a double tensor {@code [n, 1]}
   * @param metadata the model's {@code metadata_props}
   * @return the bytes of the file
   */
  public byte[] probability(String margin, Map<String, String> metadata) {
    node("", "Cast", Attributes.cast(FLOAT), OUTPUT, operator("Sigmoid", margin));
    Message graph =
        new Message()
            .append(nodes)
            .text(2, "twinstream")
            .append(constants)
            .message(11, tensor(INPUT, width))
            .message(12, tensor(OUTPUT, 1));
    Message model =
        new Message()
            .number(1, IR_VERSION)
            .text(2, "twinstream")
            .message(7, graph)
            .message(8, new Message().text(1, "").number(2, OPSET))
            .message(8, new Message().text(1, ML_DOMAIN).number(2, ML_OPSET));
    metadata.forEach((key, value) -> model.message(14, OnnxMetadata.property(key, value)));
    return model.toBytes();
  }

  private static Message tensor(String name, int columns) {
    Message shape =
        new Message()
            .message(1, new Message().text(2, "n"))
            .message(1, new Message().number(1, columns));
    Message type = new Message().message(1, new Message().number(1, FLOAT).message(2, shape));
    return new Message().text(1, name).message(2, type);
  }
}
