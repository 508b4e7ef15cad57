package io.twinstream.offline.models;

import ai.onnxruntime.MapInfo;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.SequenceInfo;
import ai.onnxruntime.TensorInfo;
import io.twinstream.offline.models.onnx.OnnxFile;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds and reads the scores among the outputs of a model: numbers {@code [n]} or {@code [n, 1]};
 * {@code [n, k]}, a column per class; or, in the forms of scikit-learn's converter, a map from
 * class to probability per row or an output {@code [n]} per class. {@link ScoredClass} selects the
 * class from the names of the classes. If a model has columns but predicts no class, its classes
 * are the numbers of the columns, from 0.
 */
final class ScoreOutput {
  private static final Set<String> PREFERRED = Set.of("probabilities", "output_probability");

  private final String name;
  private final Set<String> names;
  private final Object key;
  private final boolean doubles;
  private final int columns;
  private final int column;
  private final Optional<String> positive;
  private final List<String> classes;

  /**
   * @param key the class as the key of maps; null for columns
   * @param column the column of the class
   * @param positive the name of the class, if it has one
   * @param classes the names of all classes, if they have names
   */
  private ScoreOutput(
      String name,
      Object key,
      boolean doubles,
      int columns,
      int column,
      Optional<String> positive,
      List<String> classes) {
    this.name = name;
    this.names = Set.of(name);
    this.key = key;
    this.doubles = doubles;
    this.columns = columns;
    this.column = column;
    this.positive = positive;
    this.classes = classes;
  }

  /** Runs the model on a few rows and returns the named outputs. */
  interface Probe {
    OrtSession.Result run(Set<String> outputs) throws OrtException;
  }

  /**
   * Finds the output of the scores.
   *
   * @param positive the positive class, if the metadata names it
   * @throws ModelException if there is no such output, or several candidates, or the positive class
   *     is unknown
   */
  static ScoreOutput of(OrtSession session, Probe probe, OnnxFile file, Optional<String> positive)
      throws OrtException {
    Map<String, NodeInfo> outputs = session.getOutputInfo();
    List<String> candidates = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    outputs.forEach((name, node) -> (mayBeScores(node) ? candidates : labels).add(name));
    if (candidates.size() > 1 && candidates.stream().anyMatch(PREFERRED::contains)) {
      candidates.removeIf(name -> !PREFERRED.contains(name));
    }
    List<String> classes = classesOfOutputs(candidates, labels, file);
    if (!classes.isEmpty()) {
      return ofOutputs(candidates, classes, probe, positive);
    }
    if (candidates.size() != 1) {
      throw new ModelException(
          "a model needs one output of scores, a float or double tensor [n], [n, 1]"
              + " or [n, classes]; this "
              + (candidates.isEmpty() ? "has none" : "has several, " + candidates)
              + " among "
              + outputs);
    }
    String name = candidates.get(0);
    try (OrtSession.Result tried = probe.run(Set.of(name))) {
      return tried.get(0) instanceof OnnxSequence maps
          ? ofMaps(name, maps, positive)
          : ofTensor(name, ((OnnxTensor) tried.get(0)).getInfo(), labels, file, positive);
    }
  }

  /** Returns the classes if there is one output per class; empty otherwise. */
  private static List<String> classesOfOutputs(
      List<String> outputs, List<String> labels, OnnxFile file) {
    return labels.stream()
        .map(label -> file.classes(label, outputs.size()))
        .filter(classes -> classes.size() > 1 && classes.size() == outputs.size())
        .filter(classes -> classes.stream().allMatch(each -> ofClass(each, outputs).isPresent()))
        .findFirst()
        .orElse(List.of());
  }

  /**
   * Returns the output of a class, as scikit-learn's converter names it: the type, then the class.
   */
  private static Optional<String> ofClass(String each, List<String> outputs) {
    return outputs.stream().filter(List.of("i" + each, "s" + each)::contains).findFirst();
  }

  private static ScoreOutput ofOutputs(
      List<String> outputs, List<String> classes, Probe probe, Optional<String> positive)
      throws OrtException {
    String scored = ScoredClass.of(classes, positive);
    String name = ofClass(scored, outputs).orElseThrow();
    try (OrtSession.Result tried = probe.run(Set.of(name))) {
      TensorInfo tensor = ((OnnxTensor) tried.get(0)).getInfo();
      long[] shape = tensor.getShape();
      if (shape.length == 0 || shape[0] != 3 || tensor.getNumElements() != 3) {
        throw new ModelException(
            "output '%s' has shape %s for 3 rows, not one score per row"
                .formatted(name, Arrays.toString(shape)));
      }
      boolean doubles = tensor.type == OnnxJavaType.DOUBLE;
      return new ScoreOutput(name, null, doubles, 1, 0, Optional.of(scored), classes);
    }
  }

  private static boolean mayBeScores(NodeInfo node) {
    if (node.getInfo() instanceof TensorInfo tensor) {
      return tensor.type == OnnxJavaType.FLOAT || tensor.type == OnnxJavaType.DOUBLE;
    }
    return node.getInfo() instanceof SequenceInfo sequence && sequence.isSequenceOfMaps();
  }

  private static ScoreOutput ofMaps(String name, OnnxSequence maps, Optional<String> positive)
      throws OrtException {
    MapInfo map = maps.getInfo().mapInfo;
    boolean floats = map.valueType == OnnxJavaType.FLOAT || map.valueType == OnnxJavaType.DOUBLE;
    boolean numbers = map.keyType == OnnxJavaType.INT64;
    if (!floats || !numbers && map.keyType != OnnxJavaType.STRING) {
      throw new ModelException(
          "output '%s' maps classes to scores, but not from integers or text to numbers: %s"
              .formatted(name, map));
    }
    List<String> classes =
        ((OnnxMap) maps.getValue().get(0))
            .getValue().keySet().stream().map(String::valueOf).sorted().toList();
    String scored = ScoredClass.of(classes, positive);
    Object key = numbers ? (Object) Long.valueOf(scored) : scored;
    return new ScoreOutput(name, key, false, 0, 0, Optional.of(scored), classes);
  }

  private static ScoreOutput ofTensor(
      String name,
      TensorInfo tensor,
      List<String> labels,
      OnnxFile file,
      Optional<String> positive) {
    long[] shape = tensor.getShape();
    int columns = shape.length == 1 ? 1 : (int) shape[shape.length - 1];
    if (shape.length == 0 || shape.length > 2 || columns < 1) {
      throw new ModelException(
          "scores are [n], [n, 1] or [n, classes]; for 3 rows, output '%s' has shape %s"
              .formatted(name, Arrays.toString(shape)));
    }
    if (shape[0] != 3) {
      throw new ModelException(
          "output '%s' has shape %s for 3 rows, not one score per row"
              .formatted(name, Arrays.toString(shape)));
    }
    List<String> classes = classes(labels, columns, file);
    boolean doubles = tensor.type == OnnxJavaType.DOUBLE;
    if (columns == 1 && classes.isEmpty()) {
      return new ScoreOutput(name, null, doubles, 1, 0, positive, classes);
    }
    if (classes.isEmpty()) {
      throw new ModelException(
          ("output '%s' has %d columns, and the file does not show which classes they"
                  + " are; convert the model with a map of classes (skl2onnx's zipmap, its"
                  + " default), or give it an output of the positive class alone")
              .formatted(name, columns));
    }
    String scored = ScoredClass.of(classes, positive);
    int column = columns == 1 ? 0 : classes.indexOf(scored);
    return new ScoreOutput(name, null, doubles, columns, column, Optional.of(scored), classes);
  }

  /** Returns the classes of the columns; empty if the file does not show them. */
  private static List<String> classes(List<String> labels, int columns, OnnxFile file) {
    if (labels.isEmpty()) {
      return columns == 1
          ? List.of()
          : IntStream.range(0, columns).mapToObj(Integer::toString).toList();
    }
    return labels.stream()
        .map(label -> file.classes(label, columns == 1 ? 0 : columns))
        .filter(classes -> columns == 1 ? classes.size() > 1 : classes.size() == columns)
        .findFirst()
        .orElse(List.of());
  }

  Set<String> names() {
    return names;
  }

  Optional<String> positive() {
    return positive;
  }

  /** Describes the score for a reader. */
  String meaning() {
    return positive.map(each -> "the probability of class " + each).orElse("its only output")
        + (classes.isEmpty() ? "" : " of " + String.join(", ", classes));
  }

  /** Returns one score per row. */
  double[] scores(OnnxValue value, int rows) throws OrtException {
    double[] scores = new double[rows];
    if (key != null) {
      int i = 0;
      for (Object map : ((OnnxSequence) value).getValue()) {
        scores[i++] = ((Number) ((OnnxMap) map).getValue().get(key)).doubleValue();
      }
    } else if (doubles) {
      DoubleBuffer buffer = ((OnnxTensor) value).getDoubleBuffer();
      for (int i = 0; i < rows; i++) {
        scores[i] = buffer.get(i * columns + column);
      }
    } else {
      FloatBuffer buffer = ((OnnxTensor) value).getFloatBuffer();
      for (int i = 0; i < rows; i++) {
        scores[i] = buffer.get(i * columns + column);
      }
    }
    return scores;
  }
}
