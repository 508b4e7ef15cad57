package io.twinstream.offline.models;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes small ONNX models, field by field of onnx.proto, for tests. */
public final class OnnxBytes {
  public static final int FLOAT = 1;
  public static final int INT64 = 7;
  public static final int DOUBLE = 11;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A logistic regression whose output is {@code score [n, 1]}; NaN stands for 0. */
  public static byte[] logistic(ModelCard card, float bias, float... weights) {
    OnnxBytes graph =
        new OnnxBytes()
            .node("IsNaN", "x", "missing")
            .node("Where", "missing,zero,x", "known")
            .node("MatMul", "known,w", "product")
            .node("Add", "product,b", "sum")
            .node("Sigmoid", "sum", "score")
            .text(2, "logistic")
            .message(5, floats("w", new long[] {weights.length, 1}, weights))
            .message(5, floats("b", new long[] {1}, bias))
            .message(5, floats("zero", new long[] {1}, 0f))
            .message(11, tensor("x", FLOAT, -1, weights.length))
            .message(12, tensor("score", FLOAT, -1, 1));
    return model(graph, card.metadata());
  }

  /** A model of one graph. */
  public static byte[] model(OnnxBytes graph, Map<String, String> metadata) {
    OnnxBytes model =
        new OnnxBytes()
            .varint(1, 8)
            .message(8, new OnnxBytes().text(1, "").varint(2, 17))
            .message(7, graph);
    metadata.forEach(
        (key, value) -> model.message(14, new OnnxBytes().text(1, key).text(2, value)));
    return model.out.toByteArray();
  }

  /** Adds a node; inputs are separated by commas. */
  public OnnxBytes node(String operator, String inputs, String output) {
    return message(1, operator(operator, inputs, output));
  }

  public static OnnxBytes operator(String operator, String inputs, String output) {
    OnnxBytes node = new OnnxBytes();
    for (String input : inputs.split(",")) {
      node.text(1, input);
    }
    return node.text(2, output).text(4, operator);
  }

  /** An integer attribute of a node. */
  public OnnxBytes attribute(String name, long value) {
    return message(5, new OnnxBytes().text(1, name).varint(3, value).varint(20, 2));
  }

  /** Declares an input or an output; -1 is any number of rows. */
  public static OnnxBytes tensor(String name, int type, long... shape) {
    OnnxBytes dimensions = new OnnxBytes();
    for (long size : shape) {
      dimensions.message(
          1, size < 0 ? new OnnxBytes().text(2, "n") : new OnnxBytes().varint(1, size));
    }
    OnnxBytes tensor = new OnnxBytes().varint(1, type).message(2, dimensions);
    return new OnnxBytes().text(1, name).message(2, new OnnxBytes().message(1, tensor));
  }

  /** Constant numbers. */
  public static OnnxBytes floats(String name, long[] shape, float... values) {
    OnnxBytes tensor = new OnnxBytes();
    for (long size : shape) {
      tensor.varint(1, size);
    }
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      raw.putFloat(value);
    }
    return tensor.varint(2, FLOAT).text(8, name).bytes(9, raw.array());
  }

  /** Constant numbers that are in a file of their own. */
  public static OnnxBytes external(String name, long[] shape, String location) {
    OnnxBytes tensor = new OnnxBytes();
    for (long size : shape) {
      tensor.varint(1, size);
    }
    return tensor
        .varint(2, FLOAT)
        .text(8, name)
        .message(13, new OnnxBytes().text(1, "location").text(2, location))
        .varint(14, 1);
  }

  /** A model whose score is the logistic function of a weighted sum, with the weights elsewhere. */
  public static byte[] logisticBeside(ModelCard card, String location) {
    int features = card.features().size();
    OnnxBytes graph =
        new OnnxBytes()
            .node("MatMul", "x,w", "sum")
            .node("Sigmoid", "sum", "score")
            .text(2, "logistic")
            .message(5, external("w", new long[] {features, 1}, location))
            .message(11, tensor("x", FLOAT, -1, features))
            .message(12, tensor("score", FLOAT, -1, 1));
    return model(graph, card.metadata());
  }

  /** Weights as a file has them. */
  public static byte[] weights(float... values) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      raw.putFloat(value);
    }
    return raw.array();
  }

  public OnnxBytes varint(int field, long value) {
    unsigned((long) field << 3);
    return unsigned(value);
  }

  public OnnxBytes text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  public OnnxBytes message(int field, OnnxBytes message) {
    return bytes(field, message.out.toByteArray());
  }

  private OnnxBytes bytes(int field, byte[] bytes) {
    unsigned((long) field << 3 | 2).unsigned(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  private OnnxBytes unsigned(long value) {
    for (; (value & ~0x7fL) != 0; value >>>= 7) {
      out.write((int) value | 0x80);
    }
    out.write((int) value);
    return this;
  }
}
