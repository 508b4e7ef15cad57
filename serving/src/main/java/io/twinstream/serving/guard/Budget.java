package io.twinstream.serving.guard;

import java.time.Duration;

/** The share of a deadline that may be spent waiting. */
public final class Budget {
  private static final Duration MOST_KEPT = Duration.ofMillis(10);

  private Budget() {}

  /**
   * The longest time to wait for the store and models. The rest, a tenth and at most 10 ms, is for
   * writing and sending the answer; without it, a caller that waits to the end would be answered
   * late.
   */
  public static Duration waiting(Duration budget) {
    Duration tenth = budget.dividedBy(10);
    return budget.minus(tenth.compareTo(MOST_KEPT) < 0 ? tenth : MOST_KEPT);
  }
}
