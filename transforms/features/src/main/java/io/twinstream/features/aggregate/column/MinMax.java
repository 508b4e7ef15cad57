package io.twinstream.features.aggregate.column;

/**
 * The least or the greatest value of a field, in a form whose order is that of longs. It holds the
 * identity if no event has a value; the {@link ValueCount} of the field distinguishes the identity
 * from a value.
 */
public final class MinMax extends Summary {
  private final boolean greatest;

  public MinMax(int cell, int object, ValueCount values, Summary first, boolean greatest) {
    super(cell, object, values, first);
    this.greatest = greatest;
  }

  @Override
  public String describe() {
    return (greatest ? "max(" : "min(") + field + ")";
  }

  @Override
  public String label() {
    return (greatest ? "max " : "min ") + field.name();
  }

  @Override
  public String show(Row row) {
    return row.get(values.cell) == 0 ? "none" : field.type().show(bits(row));
  }

  @Override
  public void clear(Row row) {
    row.set(cell, greatest ? Long.MIN_VALUE : Long.MAX_VALUE);
  }

  @Override
  public void add(Row row, long bits) {
    take(row, Ordering.ordered(field.type(), bits));
  }

  @Override
  long only(Row row) {
    return bits(row);
  }

  @Override
  public void merge(Row into, Row from) {
    take(into, from.get(cell));
  }

  private void take(Row row, long value) {
    long held = row.get(cell);
    row.set(cell, greatest ? Math.max(held, value) : Math.min(held, value));
  }

  public boolean isGreatest() {
    return greatest;
  }

  /** Returns the bits of the value; undefined if there are no values. */
  public long bits(Row row) {
    return Ordering.ordered(field.type(), row.get(cell));
  }

  @Override
  void write(Row row, StateWriter out) {
    out.signed(row.get(cell));
  }

  @Override
  void read(Row row, StateReader in) {
    row.set(cell, in.signed());
  }
}
