package io.twinstream.local.traffic;

import java.time.Duration;

/**
 * The settings of a generator.
 *
 * @param seed equal seeds give equal payments
 * @param cards the number of different cards
 * @param exponent of Zipf's law for cards; 0 if all are equally frequent
 * @param duplicates the share of events that are sent twice, 0 to 1
 * @param bad the share of events that are corrupted, 0 to 1
 * @param disorder how far event times may be behind their place in the stream
 * @param amountFactor by which all amounts are multiplied
 * @param span the time, up to now, over which event times are spread; zero to use the time of
 *     sending
 */
public record Traffic(
    long seed,
    int cards,
    double exponent,
    double duplicates,
    double bad,
    Duration disorder,
    double amountFactor,
    Duration span) {

  public Traffic {
    if (!(amountFactor > 0 && amountFactor <= 1_000)) {
      throw new IllegalArgumentException(
          "the factor of amounts must be above 0 and at most 1000, is " + amountFactor);
    }
    if (cards < 1) {
      throw new IllegalArgumentException("cards must be at least 1, is " + cards);
    }
    if (!(exponent >= 0)) {
      throw new IllegalArgumentException("the exponent must be 0 or more, is " + exponent);
    }
    if (!(duplicates >= 0 && duplicates <= 1) || !(bad >= 0 && bad <= 1)) {
      throw new IllegalArgumentException(
          "shares must be from 0 to 1, are " + duplicates + " and " + bad);
    }
    if (disorder.isNegative() || span.isNegative()) {
      throw new IllegalArgumentException("durations must not be negative");
    }
  }

  /** Creates settings of unchanged amounts. */
  public Traffic(
      long seed,
      int cards,
      double exponent,
      double duplicates,
      double bad,
      Duration disorder,
      Duration span) {
    this(seed, cards, exponent, duplicates, bad, disorder, 1, span);
  }
}
