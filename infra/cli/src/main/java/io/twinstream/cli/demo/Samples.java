package io.twinstream.cli.demo;

import java.util.Arrays;

/** Durations in milliseconds, for percentiles. Safe for use by several threads. */
final class Samples {
  private static final int RECENT = 100;

  private long[] values = new long[1_024];
  private int size;

  synchronized void add(long millis) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = millis;
  }

  synchronized int size() {
    return size;
  }

  /** Over all. */
  synchronized long percentile(double share) {
    return percentile(Arrays.copyOf(values, size), share);
  }

  /** Over the later half: once the programs have warmed up. */
  synchronized long laterPercentile(double share) {
    return percentile(Arrays.copyOfRange(values, size / 2, size), share);
  }

  /** Over the last hundred. */
  synchronized long recentPercentile(double share) {
    return percentile(Arrays.copyOfRange(values, Math.max(0, size - RECENT), size), share);
  }

  /** The least value that so large a share is not above; -1 if there is none. */
  private static long percentile(long[] of, double share) {
    if (of.length == 0) {
      return -1;
    }
    Arrays.sort(of);
    return of[(int) Math.min(of.length - 1L, Math.max(0, (long) Math.ceil(share * of.length) - 1))];
  }
}
