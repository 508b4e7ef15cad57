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
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a model's scores are among its outputs: numbers {@code [n]} or {@code [n, 1]}; {@code [n,
 * 2]}, whose second column is the positive class; or a map from class to probability per row, as
 * scikit-learn's converter writes them. A predicted class beside them is left alone.
 */
final class ScoreOutput {
  private static final Set<String> PREFERRED = Set.of("probabilities", "output_probability");

  private final String name;
  private final Set<String> names;
  private final boolean maps;
  private final boolean doubles;
  private final int columns;

  private ScoreOutput(String name, boolean maps, boolean doubles, int columns) {
    this.name = name;
    this.names = Set.of(name);
    this.maps = maps;
    this.doubles = doubles;
    this.columns = columns;
  }

  /** Runs the model on a few rows, for the outputs named. */
  interface Probe {
    OrtSession.Result run(Set<String> outputs) throws OrtException;
  }

  /**
   * Finds it.
   *
   * @throws ModelException if there is none, or more than one that may be meant
   */
  static ScoreOutput of(OrtSession session, Probe probe) throws OrtException {
    Map<String, NodeInfo> outputs = session.getOutputInfo();
    List<String> candidates = new ArrayList<>();
    outputs.forEach(
        (name, node) -> {
          if (mayBeScores(node)) {
            candidates.add(name);
          }
        });
    if (candidates.size() > 1 && candidates.stream().anyMatch(PREFERRED::contains)) {
      candidates.removeIf(name -> !PREFERRED.contains(name));
    }
    if (candidates.size() != 1) {
      throw new ModelException(
          "a model has one output of scores, a float or double tensor [n], [n, 1] or [n, 2]; this "
              + (candidates.isEmpty() ? "has none" : "may have " + candidates)
              + " among "
              + outputs);
    }
    String name = candidates.get(0);
    try (OrtSession.Result tried = probe.run(Set.of(name))) {
      return of(name, tried.get(0));
    }
  }

  private static boolean mayBeScores(NodeInfo node) {
    if (node.getInfo() instanceof TensorInfo tensor) {
      return tensor.type == OnnxJavaType.FLOAT || tensor.type == OnnxJavaType.DOUBLE;
    }
    return node.getInfo() instanceof SequenceInfo sequence && sequence.isSequenceOfMaps();
  }

  private static ScoreOutput of(String name, OnnxValue value) throws OrtException {
    if (value instanceof OnnxSequence sequence) {
      MapInfo map = sequence.getInfo().mapInfo;
      boolean floats = map.valueType == OnnxJavaType.FLOAT || map.valueType == OnnxJavaType.DOUBLE;
      if (floats && map.keyType == OnnxJavaType.INT64) {
        return new ScoreOutput(name, true, false, 0);
      }
      throw new ModelException(
          "output '" + name + "' maps classes to scores, but not integers to numbers: " + map);
    }
    TensorInfo tensor = ((OnnxTensor) value).getInfo();
    long[] shape = tensor.getShape();
    int columns = shape.length == 1 ? 1 : (int) shape[shape.length - 1];
    if (shape.length == 0 || shape.length > 2 || columns < 1 || columns > 2) {
      throw new ModelException(
          "scores are [n], [n, 1] or [n, 2]; for 3 rows, output '%s' gives %s"
              .formatted(name, Arrays.toString(shape)));
    }
    if (shape[0] != 3) {
      throw new ModelException(
          "output '%s' gives %s for 3 rows, not a score for each"
              .formatted(name, Arrays.toString(shape)));
    }
    return new ScoreOutput(name, false, tensor.type == OnnxJavaType.DOUBLE, columns);
  }

  Set<String> names() {
    return names;
  }

  /** One score per row. */
  double[] scores(OnnxValue value, int rows) throws OrtException {
    double[] scores = new double[rows];
    if (maps) {
      int i = 0;
      for (Object map : ((OnnxSequence) value).getValue()) {
        scores[i++] = positive((OnnxMap) map);
      }
    } else if (doubles) {
      DoubleBuffer buffer = ((OnnxTensor) value).getDoubleBuffer();
      for (int i = 0; i < rows; i++) {
        scores[i] = buffer.get(i * columns + columns - 1);
      }
    } else {
      FloatBuffer buffer = ((OnnxTensor) value).getFloatBuffer();
      for (int i = 0; i < rows; i++) {
        scores[i] = buffer.get(i * columns + columns - 1);
      }
    }
    return scores;
  }

  private double positive(OnnxMap map) throws OrtException {
    Object score = map.getValue().get(1L);
    if (score == null) {
      throw new ModelException(
          "output '" + name + "' has no class 1 among " + map.getValue().keySet());
    }
    return ((Number) score).doubleValue();
  }
}
