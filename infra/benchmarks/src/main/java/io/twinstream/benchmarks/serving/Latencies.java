package io.twinstream.benchmarks.serving;

import java.util.Arrays;

/** The latencies of a run, and the number of failed requests. */
final class Latencies {
  private long[] nanos = new long[1 << 12];
  private int size;
  private int failures;

  void add(long value) {
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * size);
    }
    nanos[size++] = value;
  }

  void fail() {
    failures++;
  }

  void addAll(Latencies others) {
    for (int i = 0; i < others.size; i++) {
      add(others.nanos[i]);
    }
    failures += others.failures;
  }

  int size() {
    return size;
  }

  int failures() {
    return failures;
  }

  /**
   * For each share, the smallest latency that at least this share of the requests does not exceed,
   * in milliseconds.
   */
  double[] millis(double... shares) {
    long[] sorted = Arrays.copyOf(nanos, size);
    Arrays.sort(sorted);
    return Arrays.stream(shares)
        .map(
            share ->
                size == 0
                    ? Double.NaN
                    : sorted[Math.max(0, (int) Math.ceil(share * size) - 1)] / 1e6)
        .toArray();
  }
}
