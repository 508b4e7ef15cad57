package io.twinstream.serving.drift;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Chooses which requests are summarized: the first one in each of a second's equal parts. So every
 * request is chosen while there are few, and the cost has a limit when there are many.
 */
final class DriftSampler {
  /** The result for a request that is not chosen. */
  static final int NO_ROW = -1;

  private static final long SECOND = 1_000_000_000;

  private final LongSupplier nanoTime;
  private final long start;
  private final long part;
  private final AtomicLong last = new AtomicLong(-1);

  /**
   * @param perSecond the number of parts of a second; 0 to choose none
   */
  DriftSampler(int perSecond, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.part = perSecond == 0 ? 0 : SECOND / perSecond;
  }

  /** Returns the index of the row to summarize of a request with some rows, or {@link #NO_ROW}. */
  int row(int rows) {
    if (part == 0 || rows == 0) {
      return NO_ROW;
    }
    long now = (nanoTime.getAsLong() - start) / part;
    long before = last.get();
    if (now == before || !last.compareAndSet(before, now)) {
      return NO_ROW;
    }
    return (int) Math.floorMod(now, rows);
  }
}
