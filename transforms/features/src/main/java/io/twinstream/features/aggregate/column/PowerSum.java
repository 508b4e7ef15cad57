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
    int at = row.base + cell;
    if (power == 1) {
      Wide.add(row.cells, at, value, value >> 63);
    } else if (power == 2) {
      Wide.addProduct(row.cells, at, value, value);
    } else {
      BigInteger sum = asBigInteger(row).add(BigInteger.valueOf(value).pow(power));
      Wide.set(row.cells, at, cells(), sum);
    }
  }

  @Override
  public void merge(Row into, Row from) {
    int at = into.base + cell;
    if (power == 1) {
      Wide.add(into.cells, at, from.get(cell), from.get(cell + 1));
    } else if (power == 2) {
      Wide.add(into.cells, at, from.get(cell), from.get(cell + 1), from.get(cell + 2));
    } else {
      Wide.set(into.cells, at, cells(), asBigInteger(into).add(asBigInteger(from)));
    }
  }

  /** Reports whether the sum fits in a long. */
  public boolean isLong(Row row) {
    return Wide.isLong(row.cells, row.base + cell, cells());
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
    return Wide.get(row.cells, row.base + cell, cells());
  }

  /** Returns the double nearest to {@code sum / (count * 10^scale)}. */
  public double ratio(Row row, long count, int scale) {
    return isLong(row)
        ? Exact.ratio(asLong(row), count, scale)
        : Exact.ratio(asBigInteger(row), count, scale);
  }

  @Override
  void write(Row row, StateWriter out) {
    Wide.write(row.cells, row.base + cell, cells(), out);
  }

  @Override
  void read(Row row, StateReader in) {
    Wide.read(row.cells, row.base + cell, cells(), in);
  }
}
