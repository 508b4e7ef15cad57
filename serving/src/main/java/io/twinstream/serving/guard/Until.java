package io.twinstream.serving.guard;

import io.micronaut.http.HttpStatus;
import io.twinstream.serving.problem.ProblemException;
import java.time.Duration;

/** The moment from which on nobody waits for an answer any more: what is left of it is not made. */
public final class Until {
  /** For answers of few rows, and those that stand in for one that is late. */
  public static final Until NEVER = new Until(0, false);

  private final long nanos;
  private final boolean ends;

  private Until(long nanos, boolean ends) {
    this.nanos = nanos;
    this.ends = ends;
  }

  /** So long after a moment of {@link System#nanoTime}. */
  public static Until after(long begin, Duration budget) {
    return new Until(begin + budget.toNanos(), true);
  }

  /** What is left of it. */
  public Duration left() {
    return Duration.ofNanos(nanos - System.nanoTime());
  }

  /**
   * Asks now and then, by the number of the row that is begun.
   *
   * @throws ProblemException if it has passed
   */
  public void check(int row) {
    if ((row & 15) == 15 && ends && System.nanoTime() - nanos >= 0) {
      throw ProblemException.of(
          HttpStatus.GATEWAY_TIMEOUT, "there was no answer within the deadline; try again");
    }
  }
}
