package io.twinstream.features.aggregate.column;

import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.ArrayValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The exact sums of the elements of arrays of one length, place by place, each a two's complement
 * integer of 128 bits. Arrays of a declared length have no nulls.
 */
public final class VectorSum extends Column {
  private static final int CELLS = 2;

  private final int slot;
  private final Field field;
  private final ValueCount values;
  private final int length;

  public VectorSum(int cell, int object, int slot, Field field, ValueCount values) {
    super(cell, object);
    this.slot = slot;
    this.field = field;
    this.values = values;
    this.length = field.type().length();
  }

  @Override
  public String describe() {
    return "vector_sum(" + field + ")";
  }

  @Override
  public String label() {
    return "sums of " + field.name();
  }

  @Override
  public String show(Row row) {
    int scale = field.type().element().scale();
    return IntStream.range(0, length)
        .mapToObj(i -> new BigDecimal(sum(row, i), scale).toPlainString())
        .collect(Collectors.joining(", "));
  }

  @Override
  public int cells() {
    return CELLS * length;
  }

  /** Returns the unscaled sum of the elements at one place. */
  public BigInteger sum(Row row, int place) {
    return Wide.get(row.cells, at(row, place), CELLS);
  }

  private int at(Row row, int place) {
    return row.base + cell + CELLS * place;
  }

  @Override
  public void clear(Row row) {
    for (int i = 0; i < cells(); i++) {
      row.set(cell + i, 0);
    }
  }

  @Override
  public void add(Row row, Event event) {
    if (event.isNull(slot)) {
      return;
    }
    ArrayValue array = event.array(slot);
    for (int i = 0; i < length; i++) {
      long value = array.bits(i);
      Wide.add(row.cells, at(row, i), value, value >> 63);
    }
  }

  @Override
  public void merge(Row into, Row from) {
    for (int i = 0; i < length; i++) {
      int place = cell + CELLS * i;
      Wide.add(into.cells, at(into, i), from.get(place), from.get(place + 1));
    }
  }

  /** Encodes nothing for a tile without arrays. */
  @Override
  public void encode(Row row, StateWriter out) {
    for (int i = 0; i < length && row.get(values.cell) > 0; i++) {
      Wide.write(row.cells, at(row, i), CELLS, out);
    }
  }

  @Override
  public void decode(Row row, StateReader in) {
    for (int i = 0; i < length && row.get(values.cell) > 0; i++) {
      Wide.read(row.cells, at(row, i), CELLS, in);
    }
  }
}
