package io.twinstream.offline.models.training;

import java.util.Optional;

/**
 * The weight of positive rows in training.
 *
 * @param fixed empty to give both kinds of rows the same total weight
 */
public record PositiveWeight(Optional<Double> fixed) {
  /** The same weight as other rows. */
  public static final PositiveWeight ONE = new PositiveWeight(Optional.of(1.0));

  /** Both kinds have the same total weight. */
  public static final PositiveWeight BALANCED = new PositiveWeight(Optional.empty());

  public PositiveWeight {
    if (fixed.isPresent() && !(fixed.get() > 0 && Double.isFinite(fixed.get()))) {
      throw new IllegalArgumentException("a weight must be more than 0, is " + fixed.get());
    }
  }

  double of(int positives, int rows) {
    return fixed.orElse((rows - positives) / (double) positives);
  }

  @Override
  public String toString() {
    return fixed.map(String::valueOf).orElse("balanced");
  }
}
