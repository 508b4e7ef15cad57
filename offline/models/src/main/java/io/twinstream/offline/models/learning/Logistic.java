package io.twinstream.offline.models.learning;

/** The logistic function and its loss. */
public final class Logistic {
  private Logistic() {}

  /** Returns the probability of a margin. */
  public static double probability(double margin) {
    if (margin >= 0) {
      return 1 / (1 + StrictMath.exp(-margin));
    }
    double odds = StrictMath.exp(margin);
    return odds / (1 + odds);
  }

  /** Returns the negative log-likelihood of a label. */
  static double loss(double margin, boolean positive) {
    double against = positive ? -margin : margin;
    return against > 0
        ? against + StrictMath.log1p(StrictMath.exp(-against))
        : StrictMath.log1p(StrictMath.exp(against));
  }
}
