package io.twinstream.offline.models.training;

import java.util.Map;
import java.util.Objects;

/**
 * All settings that, together with the rows, determine a model.
 *
 * @param parameters all parameters of the kind of model
 * @param calibrated whether probabilities are calibrated
 */
public record Recipe(
    ModelKind kind,
    Map<String, Double> parameters,
    PositiveWeight positiveWeight,
    boolean calibrated,
    long seed) {
  public Recipe {
    Objects.requireNonNull(kind, "kind");
    parameters = Map.copyOf(parameters);
    Objects.requireNonNull(positiveWeight, "positiveWeight");
  }

  /** Returns a copy with other parameters. */
  public Recipe with(Map<String, Double> other) {
    return new Recipe(kind, other, positiveWeight, calibrated, seed);
  }

  Recipe uncalibrated() {
    return new Recipe(kind, parameters, positiveWeight, false, seed);
  }
}
