package io.twinstream.offline.models.drift;

import io.twinstream.offline.models.ModelException;
import io.twinstream.offline.models.OnnxModel;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The summary of the rows that a model was trained with, which travels in the {@code
 * metadata_props} of its ONNX file: its inputs, and the scores that it gave the rows of the test.
 */
public final class Reference {
  /** The key of the metadata; its value is {@link Summary#toBytes} in base 64. */
  public static final String KEY = "twinstream.reference";

  /** The name of the column of scores in the metadata. */
  private static final String SCORE = "_score";

  private Reference() {}

  /** Returns the name of the column of a model's scores. */
  public static String score(String model) {
    return SCORE + " " + model;
  }

  /**
   * Returns the metadata of a reference.
   *
   * @param inputs the summary of the inputs
   * @param scores the summary of the scores
   */
  public static Map<String, String> metadata(Summary inputs, ColumnSummary scores) {
    byte[] bytes = inputs.with(SCORE, scores).toBytes();
    return Map.of(KEY, Base64.getEncoder().encodeToString(bytes));
  }

  /**
   * Returns the reference of a model, with its scores under {@link #score}; empty if its file has
   * none.
   *
   * @throws ModelException if the reference cannot be read
   */
  public static Optional<Summary> of(OnnxModel model) {
    return model.property(KEY).map(text -> read(text, model.card().id()));
  }

  private static Summary read(String text, String model) {
    try {
      Summary summary = Summary.of(Base64.getDecoder().decode(text));
      SortedMap<String, ColumnSummary> columns = new TreeMap<>(summary.columns());
      Optional.ofNullable(columns.remove(SCORE))
          .ifPresent(scores -> columns.put(score(model), scores));
      return new Summary(columns);
    } catch (IllegalArgumentException | DriftException e) {
      throw new ModelException(
          "the reference of model %s is damaged: %s; train the model again"
              .formatted(model, e.getMessage()),
          e);
    }
  }
}
