package io.twinstream.features.aggregate.column;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The exact sum of powers of the values of a field, as a two's complement integer that cannot
 * overflow: values are below 2^63, so the sum of 2^64 values needs 128 bits, that of their squares
 * 192, of their cubes 256, and of their fourth powers 320.
 */
public final class PowerSum extends Summary {
  private static final String[] NAMES = {"sum", "squares", "cubes", "fourth_powers"};
  private static final String[] LABELS = {"", "squared ", "cubed ", "fourth powers of "};

  private final int power;

  /**
   * @param power 1 to 4
   */
  public PowerSum(int cell, int object, ValueCount values, Summary first, int power) {
    super(cell, object, values, first);
    this.power = power;
  }

  public int power() {
    return power;
  }

  @Override
  public String describe() {
    return NAMES[power - 1] + "(" + field + ")";
  }

  @Override
  public String label() {
    return "sum of " + LABELS[power - 1] + field.name();
  }

  @Override
  public int cells() {
    return power + 1;
  }

  @Override
  public String show(Row row) {
    return new BigDecimal(asBigInteger(row), power * field.type().scale()).toPlainString();
  }

  @Override
  public void clear(Row row) {
    for (int i = 0; i < cells(); i++) {
      row.set(cell + i, 0);
    }
  }

  @Override
  public void add(Row row, long value) {
    if (power == 1) {
      add(row, value, value >> 63, 0);
    } else if (power == 2) {
      add(row, value * value, Math.multiplyHigh(value, value), 0);
    } else {
      BigInteger sum = asBigInteger(row).add(BigInteger.valueOf(value).pow(power));
      set(row, sum);
    }
  }

  @Override
  public void merge(Row into, Row from) {
    if (power <= 2) {
      add(into, from.get(cell), from.get(cell + 1), power == 2 ? from.get(cell + 2) : 0);
    } else {
      set(into, asBigInteger(into).add(asBigInteger(from)));
    }
  }

  private void add(Row row, long low, long middle, long high) {
    long sum0 = row.get(cell) + low;
    long carry0 = Long.compareUnsigned(sum0, low) < 0 ? 1 : 0;
    row.set(cell, sum0);
    long partial = row.get(cell + 1) + middle;
    long sum1 = partial + carry0;
    row.set(cell + 1, sum1);
    if (power == 2) {
      long carry1 =
          (Long.compareUnsigned(partial, middle) < 0 ? 1L : 0L)
              + (Long.compareUnsigned(sum1, partial) < 0 ? 1L : 0L);
      row.set(cell + 2, row.get(cell + 2) + high + carry1);
    }
  }

  private void set(Row row, BigInteger sum) {
    for (int i = 0; i < cells(); i++) {
      row.set(cell + i, sum.shiftRight(Long.SIZE * i).longValue());
    }
  }

  /** Reports whether the sum fits in a long. */
  public boolean isLong(Row row) {
    long sign = row.get(cell) >> 63;
    for (int i = 1; i <= power; i++) {
      if (row.get(cell + i) != sign) {
        return false;
      }
    }
    return true;
  }

  /** Returns the sum, provided that {@link #isLong} is true. */
  public long asLong(Row row) {
    return row.get(cell);
  }

  @Override
  long only(Row row) {
    return asLong(row); // Sums of higher powers are never the first summary.
  }

  public BigInteger asBigInteger(Row row) {
    BigInteger sum = BigInteger.valueOf(row.get(cell + power));
    for (int i = power - 1; i >= 0; i--) {
      sum = sum.shiftLeft(Long.SIZE).or(unsigned(row.get(cell + i)));
    }
    return sum;
  }

  /** Returns the double nearest to {@code sum / (count * 10^scale)}. */
  public double ratio(Row row, long count, int scale) {
    return isLong(row)
        ? Exact.ratio(asLong(row), count, scale)
        : Exact.ratio(asBigInteger(row), count, scale);
  }

  private static BigInteger unsigned(long value) {
    BigInteger low = BigInteger.valueOf(value & Long.MAX_VALUE);
    return value < 0 ? low.setBit(63) : low;
  }

  @Override
  void write(Row row, StateWriter out) {
    if (isLong(row)) {
      out.signed(asLong(row));
    } else {
      out.wide(asBigInteger(row));
    }
  }

  @Override
  void read(Row row, StateReader in) {
    if (in.wideIsLong()) {
      long value = in.signed();
      row.set(cell, value);
      for (int i = 1; i < cells(); i++) {
        row.set(cell + i, value >> 63);
      }
      return;
    }
    BigInteger value = in.wide();
    in.require(value.bitLength() < Long.SIZE * cells(), "a sum is too wide");
    set(row, value);
  }
}
