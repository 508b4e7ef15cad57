package io.twinstream.offline.log.table;

import io.twinstream.features.event.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Sorts rows by position: those of one file or partition, as most are, by their offsets alone. */
final class PositionOrder {
  private PositionOrder() {}

  /** The rows in order; those of one position as they were among each other. */
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

  /** Offsets, each with its row's place in the low bits; null where that says too little. */
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

  /** Ones where a row's place in the list is written. */
  private static int mask(List<?> rows) {
    return Integer.highestOneBit(rows.size()) * 2 - 1;
  }
}
