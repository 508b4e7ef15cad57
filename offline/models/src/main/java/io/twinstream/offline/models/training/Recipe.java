package io.twinstream.offline.models.training;

import java.util.Map;
import java.util.Objects;

/**
 * How a model is learned: with the rows, all that decides what it is.
 *
 * @param parameters of the kind of model, all of them
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

  /** The same with other parameters. */
  public Recipe with(Map<String, Double> other) {
    return new Recipe(kind, other, positiveWeight, calibrated, seed);
  }

  Recipe uncalibrated() {
    return new Recipe(kind, parameters, positiveWeight, false, seed);
  }
}
