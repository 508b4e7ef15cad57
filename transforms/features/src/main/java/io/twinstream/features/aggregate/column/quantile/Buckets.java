package io.twinstream.features.aggregate.column.quantile;

import io.twinstream.features.aggregate.column.Sized;
import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import java.util.Arrays;
import java.util.SortedMap;

/**
 * How many numbers are in which bucket, by ascending key of a {@link BucketScale}. With {@code I}
 * the greatest magnitude of a key, only keys with a magnitude above {@code I - kept} are kept; the
 * others are folded into the key of their sign.
 *
 * <p>What is folded depends on {@code I} only, and {@code I} never falls when numbers are added, so
 * the buckets depend only on the set of numbers.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared by value.
public record Buckets(int[] keys, long[] counts) implements Sized {
  public static final Buckets NONE = new Buckets(new int[0], new long[0]);

  /** The object, and the headers of both arrays. */
  private static final int HEAP_BYTES = 24 + 16 + 16;

  static final int BYTES_PER_BUCKET = Integer.BYTES + Long.BYTES;

  /** Returns the buckets of numbers by key. */
  public static Buckets of(SortedMap<Integer, Long> counts, int kept) {
    Buckets all =
        new Buckets(
            counts.keySet().stream().mapToInt(Integer::intValue).toArray(),
            counts.values().stream().mapToLong(Long::longValue).toArray());
    return all.fold(all.greatest() - kept);
  }

  /** Returns the greatest number of buckets: of both signs, zero, and the two for folded ones. */
  static int most(int kept) {
    return 2 * kept + 3;
  }

  /** Returns the buckets with one more number. */
  Buckets with(int key, int kept) {
    int at = Arrays.binarySearch(keys, key);
    if (at < 0) {
      return merge(new Buckets(new int[] {key}, new long[] {1}), kept);
    }
    long[] more = counts.clone();
    more[at]++;
    return new Buckets(keys, more);
  }

  /** Returns the buckets of the numbers of both. */
  public Buckets merge(Buckets that, int kept) {
    if (keys.length == 0 || that.keys.length == 0) {
      return keys.length == 0 ? that : this;
    }
    int[] key = new int[keys.length + that.keys.length];
    long[] count = new long[key.length];
    int greatestFolded = Math.max(greatest(), that.greatest()) - kept;
    int n = 0;
    int i = 0;
    int j = 0;
    while (i < keys.length || j < that.keys.length) {
      boolean mine = j == that.keys.length || (i < keys.length && keys[i] <= that.keys[j]);
      int next = fold(mine ? keys[i] : that.keys[j], greatestFolded);
      long more = mine ? counts[i++] : that.counts[j++];
      if (n == 0 || key[n - 1] != next) {
        key[n++] = next;
      }
      count[n - 1] += more;
    }
    return new Buckets(Arrays.copyOf(key, n), Arrays.copyOf(count, n));
  }

  /**
   * Returns the buckets of the same numbers as another set of buckets has them that folds more.
   *
   * @param greatestFolded the greatest magnitude of a key that is folded
   */
  public Buckets fold(int greatestFolded) {
    int[] key = new int[keys.length];
    long[] count = new long[keys.length];
    int n = 0;
    for (int i = 0; i < keys.length; i++) {
      int next = fold(keys[i], greatestFolded);
      if (n == 0 || key[n - 1] != next) {
        key[n++] = next;
      }
      count[n - 1] += counts[i];
    }
    return n == keys.length
        ? new Buckets(key, count)
        : new Buckets(Arrays.copyOf(key, n), Arrays.copyOf(count, n));
  }

  private static int fold(int key, int greatestFolded) {
    return Math.abs(key) > greatestFolded ? key : Integer.signum(key);
  }

  /** Returns the greatest magnitude of a key; 0 for no numbers. */
  public int greatest() {
    return keys.length == 0 ? 0 : Math.max(-keys[0], keys[keys.length - 1]);
  }

  /** Reports whether a bucket other than those of folded numbers should have been folded. */
  boolean isFolded(int kept) {
    int greatestFolded = greatest() - kept;
    return Arrays.stream(keys).allMatch(key -> fold(key, greatestFolded) == key);
  }

  /** Returns how many numbers there are. */
  public long total() {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  /**
   * Returns the key of a number by its rank.
   *
   * @param rank from 0, and below {@link #total}
   */
  public int key(long rank) {
    int at = 0;
    for (long rest = rank - counts[0]; rest >= 0; rest -= counts[at]) {
      at++;
    }
    return keys[at];
  }

  /** Writes the number of buckets, then the distance between keys and the count of each. */
  public void write(ByteWriter out) {
    out.varint(keys.length);
    for (int i = 0; i < keys.length; i++) {
      if (i == 0) {
        out.signed(keys[0]);
      } else {
        out.varint(keys[i] - keys[i - 1] - 1);
      }
      out.varint(counts[i]);
    }
  }

  /**
   * Reads and checks what {@link #write} writes.
   *
   * @param most the greatest possible number of numbers
   */
  public static Buckets read(ByteReader in, BucketScale scale, int kept, long most) {
    int n = in.count(most(kept), 2);
    if (n == 0) {
      return NONE;
    }
    int[] keys = new int[n];
    long[] counts = new long[n];
    long rest = most;
    int greatest = scale.greatestKey();
    for (int i = 0; i < n; i++) {
      long step = i == 0 ? in.signed() : in.varint();
      in.require(step >= (i == 0 ? -greatest : 0) && step <= 2L * greatest, "no such bucket");
      keys[i] = (int) (i == 0 ? step : keys[i - 1] + step + 1);
      in.require(keys[i] <= greatest, "no such bucket");
      counts[i] = in.varint();
      in.require(counts[i] > 0 && counts[i] <= rest, "more values than events");
      rest -= counts[i];
    }
    Buckets buckets = new Buckets(keys, counts);
    in.require(buckets.isFolded(kept), "a bucket should have been folded");
    return buckets;
  }

  @Override
  public long heapBytes() {
    return HEAP_BYTES + (long) BYTES_PER_BUCKET * keys.length;
  }
}
