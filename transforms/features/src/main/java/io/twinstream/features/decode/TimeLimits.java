package io.twinstream.features.decode;

import io.twinstream.features.text.Durations;
import java.time.Duration;
import java.time.Instant;

/** Limits on how far the times of a record are apart, and how dead letters show them. */
final class TimeLimits {
  private TimeLimits() {}

  /** A declared duration may be practically unlimited; differences of times never are. */
  static long millis(Duration duration) {
    Duration limit = Duration.ofMillis(Long.MAX_VALUE / 4);
    return (duration.compareTo(limit) > 0 ? limit : duration).toMillis();
  }

  /**
   * @param what the time that is too far from the other
   * @param side how it is apart from which other time
   */
  static String describe(String what, long time, long apart, String side, long other, long most) {
    return "%s %s is %s %s %s; at most %s is allowed"
        .formatted(what, time(time), spell(apart), side, time(other), spell(most));
  }

  /** Formats an instant. A known time in a record may be any number of milliseconds. */
  static String time(long millis) {
    return Math.abs(millis) < Long.MAX_VALUE / 2
        ? Instant.ofEpochMilli(millis).toString()
        : millis + " ms since 1970";
  }

  static String spell(long millis) {
    return Durations.spell(Duration.ofMillis(millis));
  }
}
