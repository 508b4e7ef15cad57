package io.twinstream.serving.guard;

import io.micronaut.http.HttpStatus;
import io.twinstream.serving.problem.ProblemException;
import java.time.Duration;

/** The instant after which an answer is too late, so that its computation stops. */
public final class Until {
  /** For answers of few rows, and for fallbacks of a late answer. */
  public static final Until NEVER = new Until(0, false);

  private final long nanos;
  private final boolean ends;

  private Until(long nanos, boolean ends) {
    this.nanos = nanos;
    this.ends = ends;
  }

  /** The instant this long after a value of {@link System#nanoTime}. */
  public static Until after(long begin, Duration budget) {
    return new Until(begin + budget.toNanos(), true);
  }

  /** An instant that leaves this share of the remaining time. */
  public Until sooner(double share) {
    return new Until(nanos - (long) (share * (nanos - System.nanoTime())), ends);
  }

  /** The remaining time. */
  public Duration left() {
    return Duration.ofNanos(nanos - System.nanoTime());
  }

  /**
   * Checks the time at every few rows.
   *
   * @param row the number of the next row
   * @throws ProblemException if the instant has passed
   */
  public void check(int row) {
    if ((row & 15) == 15 && ends && System.nanoTime() - nanos >= 0) {
      throw ProblemException.of(
          HttpStatus.GATEWAY_TIMEOUT,
          "the deadline passed before the answer was complete; try "
              + "again, or ask for fewer rows");
    }
  }
}
