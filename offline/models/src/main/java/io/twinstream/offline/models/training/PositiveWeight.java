package io.twinstream.offline.models.training;

import java.util.Optional;

/**
 * How many times a positive row counts in training.
 *
 * @param fixed empty for as many times that both kinds weigh the same
 */
public record PositiveWeight(Optional<Double> fixed) {
  /** As any other row. */
  public static final PositiveWeight ONE = new PositiveWeight(Optional.of(1.0));

  /** Both kinds weigh the same. */
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
