package io.twinstream.offline.models.onnx;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reads from the graph of an ONNX file which classes its labels are, and which other files hold its
 * weights.
 */
public final class OnnxFile {
  /** Operators whose output is their first input in another type or shape. */
  private static final Set<String> SAME =
      Set.of("Cast", "Reshape", "Identity", "Squeeze", "Unsqueeze", "Flatten");

  private static final Set<String> PICKS = Set.of("ArrayFeatureExtractor", "Gather");

  /** The maximal depth of subgraphs, as in If and Loop; ONNX Runtime refuses deeper ones too. */
  private static final int DEEPEST = 32;

  private final Map<String, Node> producers = new HashMap<>();
  private final Map<String, Fields> constants = new HashMap<>();
  private final Set<String> weights = new LinkedHashSet<>();

  /**
   * A node of the graph.
   *
   * @param classes the classes in its attributes
   * @param value the value of a constant
   */
  private record Node(
      String operator,
      List<String> inputs,
      List<String> outputs,
      List<String> classes,
      List<String> value) {}

  private OnnxFile() {}

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it is not a protocol buffers message, or its subgraphs are
   *     nested too deeply
   */
  public static OnnxFile parse(byte[] file) {
    return parse(ByteBuffer.wrap(file));
  }

  /** Reads a file by random access, and only the necessary parts of it. */
  public static OnnxFile parse(ByteBuffer file) {
    OnnxFile onnx = new OnnxFile();
    Fields model = Fields.of(file);
    while (model.next()) {
      if (model.bytesOf() == 7) {
        onnx.graph(model.message(), 0);
      } else if (model.bytesOf() == 25) {
        onnx.function(model.message());
      }
    }
    return onnx;
  }

  /**
   * Returns the files with weights, by their names in the model: relative to the folder of the
   * model.
   */
  public Set<String> weights() {
    return weights;
  }

  /**
   * Returns the possible classes of a label, in the order of the columns of their probabilities;
   * empty if the graph does not show them.
   *
   * @param output the label
   * @param count the number of classes, for labels that are their numbers; 0 if unknown
   */
  public List<String> classes(String output, int count) {
    String name = output;
    for (int steps = 0; steps < 100 && producers.containsKey(name); steps++) {
      Node node = producers.get(name);
      if (!node.classes().isEmpty() && node.outputs().get(0).equals(name)) {
        return node.classes();
      }
      if (node.operator().equals("ArgMax")) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
      }
      if (node.inputs().isEmpty()) {
        return List.of();
      }
      if (PICKS.contains(node.operator())) {
        return constant(node.inputs().get(0));
      }
      if (!SAME.contains(node.operator())) {
        return List.of();
      }
      name = node.inputs().get(0);
    }
    return List.of();
  }

  private List<String> constant(String name) {
    Node node = producers.get(name);
    if (node != null) {
      return node.value();
    }
    return constants.containsKey(name) ? Tensor.labels(constants.get(name).again()) : List.of();
  }

  /**
   * Reads a graph.
   *
   * @param depth 0 for the graph of the model; names of subgraphs are local to them
   */
  private void graph(Fields graph, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException(
          "the graph of the model has graphs within graphs, more than " + DEEPEST + " deep");
    }
    while (graph.next()) {
      switch (graph.bytesOf()) {
        case 1 -> node(graph.message(), depth);
        case 5 -> {
          Tensor.location(graph.message()).ifPresent(weights::add);
          if (depth == 0) {
            constants.put(Tensor.name(graph.message()), graph.message());
          }
        }
        case 15 -> sparse(graph.message());
        default -> {}
      }
    }
  }

  private void function(Fields function) {
    while (function.next()) {
      if (function.bytesOf() == 7) {
        node(function.message(), 1);
      }
    }
  }

  private void sparse(Fields tensor) {
    while (tensor.next()) {
      if (tensor.bytesOf() == 1 || tensor.bytesOf() == 2) {
        Tensor.location(tensor.message()).ifPresent(weights::add);
      }
    }
  }

  private void node(Fields fields, int depth) {
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    List<String> classes = new ArrayList<>();
    List<String> value = new ArrayList<>();
    String operator = "";
    while (fields.next()) {
      switch (fields.bytesOf()) {
        case 1 -> inputs.add(fields.text());
        case 2 -> outputs.add(fields.text());
        case 4 -> operator = fields.text();
        case 5 -> attribute(fields.message(), classes, value, depth);
        default -> {}
      }
    }
    if (depth == 0) {
      Node node = new Node(operator, inputs, outputs, classes, value);
      outputs.forEach(output -> producers.put(output, node));
    }
  }

  private void attribute(Fields attribute, List<String> classes, List<String> value, int depth) {
    String name = "";
    List<String> values = new ArrayList<>();
    while (attribute.next()) {
      switch (attribute.bytesOf()) {
        case 1 -> name = attribute.text();
        case 5, 10 -> {
          Tensor.location(attribute.message()).ifPresent(weights::add);
          value.addAll(Tensor.labels(attribute.message()));
        }
        case 6, 11 -> graph(attribute.message(), depth + 1);
        case 8 -> attribute.message().forEachNumber(each -> values.add(Long.toString(each)));
        case 9 -> values.add(attribute.text());
        case 22, 23 -> sparse(attribute.message());
        default -> {}
      }
      if (attribute.numberOf() == 8) {
        values.add(Long.toString(attribute.number()));
      }
    }
    if (name.startsWith("classlabels_")) {
      classes.addAll(values);
    }
  }
}
