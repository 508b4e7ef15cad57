package io.twinstream.offline.log.table;

import io.twinstream.features.event.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Sorts rows by position. Rows of one file or partition, the common case, are sorted by offset
 * alone.
 */
final class PositionOrder {
  private PositionOrder() {}

  /** Returns the rows in order; rows of one position keep their order. */
  static <R> List<R> sorted(List<R> rows, Function<R, Position> position) {
    long[] keys = keys(rows, position);
    List<R> sorted = new ArrayList<>(rows.size());
    if (keys == null) {
      sorted.addAll(rows);
      sorted.sort(Comparator.comparing(position));
      return sorted;
    }
    Arrays.sort(keys);
    int mask = mask(rows);
    for (long key : keys) {
      sorted.add(rows.get((int) key & mask));
    }
    return sorted;
  }

  /**
   * Returns offsets with the index of the row in the low bits; null if this does not define the
   * order.
   */
  private static <R> long[] keys(List<R> rows, Function<R, Position> position) {
    long[] keys = new long[rows.size()];
    int mask = mask(rows);
    int bits = Integer.bitCount(mask);
    Position first = position.apply(rows.get(0));
    for (int i = 0; i < keys.length; i++) {
      Position at = position.apply(rows.get(i));
      long offset = at.offset();
      if (offset < 0
          || offset > Long.MAX_VALUE >> bits
          || at.partition() != first.partition()
          || !at.origin().equals(first.origin())) {
        return null;
      }
      keys[i] = offset << bits | i;
    }
    return keys;
  }

  /** Returns ones in the bits that hold the index of a row. */
  private static int mask(List<?> rows) {
    return Integer.highestOneBit(rows.size()) * 2 - 1;
  }
}
