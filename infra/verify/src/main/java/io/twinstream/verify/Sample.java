package io.twinstream.verify;

import com.dynatrace.hash4j.hashing.Hashing;
import io.twinstream.features.event.Position;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * A sample of items: those whose hashes are the least. It depends on the items and the seed, and
 * not on the order in which they come.
 */
public final class Sample<T> {
  private final int size;
  private final long seed;
  private final TreeMap<Long, T> least = new TreeMap<>();

  /**
   * @param size how many items are kept
   * @param seed decides which
   */
  public Sample(int size, long seed) {
    this.size = size;
    this.seed = seed;
  }

  /**
   * Keeps an item, unless others have lesser hashes; of one number the first is kept.
   *
   * @param number identifies it among others
   */
  public void offer(long number, T item) {
    offer(number, item, (first, other) -> first);
  }

  /**
   * The same.
   *
   * @param choose which of two items of one number is kept
   */
  public void offer(long number, T item, BinaryOperator<T> choose) {
    long hash = hash(number, seed);
    if (least.size() >= size && (least.isEmpty() || hash > least.lastKey())) {
      return;
    }
    least.merge(hash, item, choose);
    if (least.size() > size) {
      least.pollLastEntry();
    }
  }

  /** Drops the item of a number, if it is kept. */
  public void remove(long number) {
    least.remove(hash(number, seed));
  }

  /** By their hashes, the least first: the first n are the sample of size n. */
  public List<T> items() {
    return List.copyOf(least.values());
  }

  /** An order of keys at random. */
  public static long order(String key) {
    return hash(number(key), 0);
  }

  /** The number of a key. */
  public static long number(String key) {
    return Hashing.xxh3_64().hashCharsToLong(key);
  }

  /** The number of a record. */
  public static long number(Position position) {
    return (number(position.origin()) * 31 + position.partition()) * 0x9E3779B97F4A7C15L
        + position.offset();
  }

  /** An order of its own for each seed. */
  private static long hash(long number, long seed) {
    long x = (number * 0x9E3779B97F4A7C15L) ^ (seed * 0xBF58476D1CE4E5B9L);
    x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
