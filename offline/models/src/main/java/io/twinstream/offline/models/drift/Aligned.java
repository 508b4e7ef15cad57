package io.twinstream.offline.models.drift;

import io.twinstream.features.aggregate.column.quantile.Buckets;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The numbers of two summaries in the same buckets, ascending.
 *
 * @param keys of the buckets
 * @param reference the count of one summary per bucket
 * @param current the count of the other
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared by value.
record Aligned(int[] keys, long[] reference, long[] current) {

  /** Aligns two summaries: both fold what either of them folds. */
  static Aligned of(NumberSummary reference, NumberSummary current) {
    int folded =
        Math.max(reference.buckets().greatest(), current.buckets().greatest()) - NumberSummary.KEPT;
    Buckets a = reference.buckets().fold(folded);
    Buckets b = current.buckets().fold(folded);
    int[] keys =
        IntStream.concat(Arrays.stream(a.keys()), Arrays.stream(b.keys()))
            .sorted()
            .distinct()
            .toArray();
    return new Aligned(keys, counts(a, keys), counts(b, keys));
  }

  private static long[] counts(Buckets buckets, int[] keys) {
    long[] counts = new long[keys.length];
    for (int i = 0; i < buckets.keys().length; i++) {
      counts[Arrays.binarySearch(keys, buckets.keys()[i])] = buckets.counts()[i];
    }
    return counts;
  }

  int size() {
    return keys.length;
  }

  /** Returns the bucket that has zeros only; -1 if there is none. */
  int zero() {
    return Math.max(-1, Arrays.binarySearch(keys, 0));
  }

  double[] values() {
    return Arrays.stream(keys).mapToDouble(NumberSummary::value).toArray();
  }

  double end(int i) {
    return NumberSummary.end(keys[i]);
  }

  /** Returns the mean magnitude of the numbers. */
  double meanMagnitude(long[] counts) {
    double sum = 0;
    for (int i = 0; i < keys.length; i++) {
      sum += Math.abs(NumberSummary.value(keys[i])) * counts[i];
    }
    return sum / Measures.total(counts);
  }

  /** Returns the lower end of a bucket. */
  double begin(int i) {
    return NumberSummary.begin(keys[i]);
  }
}
