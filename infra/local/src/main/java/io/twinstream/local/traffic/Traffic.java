package io.twinstream.local.traffic;

import java.time.Duration;

/**
 * What a generator sends.
 *
 * @param seed equal seeds send equal payments
 * @param cards how many different cards there are
 * @param exponent of Zipf's law for cards; 0 if all are equally busy
 * @param duplicates the share of events sent twice, 0 to 1
 * @param bad the share of events that are spoiled, 0 to 1
 * @param disorder how far event times are behind their place in the stream, at most
 * @param span over how long, up to now, event times spread; zero for as they are sent
 */
public record Traffic(
    long seed,
    int cards,
    double exponent,
    double duplicates,
    double bad,
    Duration disorder,
    Duration span) {

  public Traffic {
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
}
