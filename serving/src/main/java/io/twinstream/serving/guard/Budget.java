package io.twinstream.serving.guard;

import java.time.Duration;

/** The time within which an answer has to be there. */
public final class Budget {
  private static final Duration MOST_KEPT = Duration.ofMillis(10);

  private Budget() {}

  /**
   * How long others may be waited for. The rest, a tenth and at most 10 ms, is for making the
   * answer and sending it: who waits to the end is late.
   */
  public static Duration waiting(Duration budget) {
    Duration tenth = budget.dividedBy(10);
    return budget.minus(tenth.compareTo(MOST_KEPT) < 0 ? tenth : MOST_KEPT);
  }
}
