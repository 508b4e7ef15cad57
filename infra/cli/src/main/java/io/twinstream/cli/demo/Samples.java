package io.twinstream.cli.demo;

import java.util.Arrays;

/** Durations in milliseconds, with percentiles. Thread-safe. */
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

  /** The percentile of all samples. */
  synchronized long percentile(double share) {
    return percentile(Arrays.copyOf(values, size), share);
  }

  /** The percentile of the later half, after the programs have warmed up. */
  synchronized long laterPercentile(double share) {
    return percentile(Arrays.copyOfRange(values, size / 2, size), share);
  }

  /** The percentile of the last hundred samples. */
  synchronized long recentPercentile(double share) {
    return percentile(Arrays.copyOfRange(values, Math.max(0, size - RECENT), size), share);
  }

  /**
   * The least value that at least this share of the samples does not exceed; -1 without samples.
   */
  private static long percentile(long[] of, double share) {
    if (of.length == 0) {
      return -1;
    }
    Arrays.sort(of);
    return of[(int) Math.min(of.length - 1L, Math.max(0, (long) Math.ceil(share * of.length) - 1))];
  }
}
