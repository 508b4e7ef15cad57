package io.twinstream.features.aggregate.column;

import java.math.BigInteger;

/**
 * Two's complement integers of several longs, the least significant first, in an array. Sums in
 * them never overflow, provided that they are as wide as their users say.
 */
final class Wide {
  private Wide() {}

  /** Adds to an integer of two longs. */
  static void add(long[] cells, int at, long low, long high) {
    long sum = cells[at] + low;
    cells[at] = sum;
    cells[at + 1] += high + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
  }

  /** Adds to an integer of three longs. */
  static void add(long[] cells, int at, long low, long middle, long high) {
    long sum0 = cells[at] + low;
    long carry0 = Long.compareUnsigned(sum0, low) < 0 ? 1 : 0;
    cells[at] = sum0;
    long partial = cells[at + 1] + middle;
    long sum1 = partial + carry0;
    cells[at + 1] = sum1;
    long carry1 =
        (Long.compareUnsigned(partial, middle) < 0 ? 1L : 0L)
            + (Long.compareUnsigned(sum1, partial) < 0 ? 1L : 0L);
    cells[at + 2] += high + carry1;
  }

  /** Adds the product of two numbers to an integer of three longs. */
  static void addProduct(long[] cells, int at, long a, long b) {
    long high = Math.multiplyHigh(a, b);
    add(cells, at, a * b, high, high >> 63);
  }

  /** Reports whether an integer fits in a long. */
  static boolean isLong(long[] cells, int at, int n) {
    long sign = cells[at] >> 63;
    for (int i = 1; i < n; i++) {
      if (cells[at + i] != sign) {
        return false;
      }
    }
    return true;
  }

  static BigInteger get(long[] cells, int at, int n) {
    BigInteger value = BigInteger.valueOf(cells[at + n - 1]);
    for (int i = n - 2; i >= 0; i--) {
      value = value.shiftLeft(Long.SIZE).or(unsigned(cells[at + i]));
    }
    return value;
  }

  static void set(long[] cells, int at, int n, BigInteger value) {
    for (int i = 0; i < n; i++) {
      cells[at + i] = value.shiftRight(Long.SIZE * i).longValue();
    }
  }

  private static BigInteger unsigned(long value) {
    BigInteger low = BigInteger.valueOf(value & Long.MAX_VALUE);
    return value < 0 ? low.setBit(63) : low;
  }

  static void write(long[] cells, int at, int n, StateWriter out) {
    if (isLong(cells, at, n)) {
      out.signed(cells[at]);
    } else {
      out.wide(get(cells, at, n));
    }
  }

  static void read(long[] cells, int at, int n, StateReader in) {
    if (in.wideIsLong()) {
      long value = in.signed();
      cells[at] = value;
      for (int i = 1; i < n; i++) {
        cells[at + i] = value >> 63;
      }
      return;
    }
    BigInteger value = in.wide();
    in.require(value.bitLength() < Long.SIZE * n, "a sum is too wide");
    set(cells, at, n, value);
  }
}
