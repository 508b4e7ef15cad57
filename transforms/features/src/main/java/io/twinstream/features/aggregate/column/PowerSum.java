package io.twinstream.features.aggregate.column;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The exact sum of the values of a field, or of their squares, as a two's complement integer that
 * cannot overflow: values are below 2^63, so the sum of 2^64 values needs 128 bits, and that of
 * their squares 192.
 */
public final class PowerSum extends Summary {
  private final boolean squares;

  public PowerSum(int cell, int object, ValueCount values, Summary first, boolean squares) {
    super(cell, object, values, first);
    this.squares = squares;
  }

  public boolean isOfSquares() {
    return squares;
  }

  @Override
  public String describe() {
    return (squares ? "squares(" : "sum(") + field + ")";
  }

  @Override
  public String label() {
    return (squares ? "sum of squared " : "sum of ") + field.name();
  }

  @Override
  public int cells() {
    return squares ? 3 : 2;
  }

  @Override
  public String show(Row row) {
    int scale = squares ? 2 * field.type().scale() : field.type().scale();
    return new BigDecimal(asBigInteger(row), scale).toPlainString();
  }

  @Override
  public void clear(Row row) {
    for (int i = 0; i < cells(); i++) {
      row.set(cell + i, 0);
    }
  }

  @Override
  public void add(Row row, long value) {
    if (squares) {
      add(row, value * value, Math.multiplyHigh(value, value), 0);
    } else {
      add(row, value, value >> 63, 0);
    }
  }

  @Override
  public void merge(Row into, Row from) {
    add(into, from.get(cell), from.get(cell + 1), squares ? from.get(cell + 2) : 0);
  }

  private void add(Row row, long low, long middle, long high) {
    long sum0 = row.get(cell) + low;
    long carry0 = Long.compareUnsigned(sum0, low) < 0 ? 1 : 0;
    row.set(cell, sum0);
    long partial = row.get(cell + 1) + middle;
    long sum1 = partial + carry0;
    row.set(cell + 1, sum1);
    if (squares) {
      long carry1 =
          (Long.compareUnsigned(partial, middle) < 0 ? 1L : 0L)
              + (Long.compareUnsigned(sum1, partial) < 0 ? 1L : 0L);
      row.set(cell + 2, row.get(cell + 2) + high + carry1);
    }
  }

  /** Reports whether the sum fits in a long. */
  public boolean isLong(Row row) {
    long sign = row.get(cell) >> 63;
    return row.get(cell + 1) == sign && (!squares || row.get(cell + 2) == sign);
  }

  /** Returns the sum, provided that {@link #isLong} is true. */
  public long asLong(Row row) {
    return row.get(cell);
  }

  @Override
  long only(Row row) {
    return asLong(row); // Sums of squares are never the first summary.
  }

  public BigInteger asBigInteger(Row row) {
    BigInteger high = BigInteger.valueOf(squares ? row.get(cell + 2) : row.get(cell + 1));
    if (squares) {
      high = high.shiftLeft(64).or(unsigned(row.get(cell + 1)));
    }
    return high.shiftLeft(64).or(unsigned(row.get(cell)));
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
    row.set(cell, value.longValue());
    row.set(cell + 1, value.shiftRight(64).longValue());
    if (squares) {
      row.set(cell + 2, value.shiftRight(128).longValue());
    }
  }
}
