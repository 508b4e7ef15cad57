package io.twinstream.features.aggregate.column.quantile;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.Ordering;
import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;
import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.event.Event;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;

/**
 * The number of values of a field between declared bounds: below the first, from each bound up to
 * and without the next, and from the last on.
 */
public final class Histogram extends Column {
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger GREATEST = BigInteger.valueOf(Long.MAX_VALUE);

  private final int slot;
  private final Field field;
  private final List<BigDecimal> bounds;

  /** Per bound, the least value of the field that is not below it, in the order of longs. */
  private final long[] starts;

  /** How many bounds are not above all values of the field; only these have a start. */
  private final int reachable;

  /**
   * @param field a decimal, a long or a double
   * @param bounds at least one, ascending
   */
  public Histogram(int cell, int object, int slot, Field field, List<BigDecimal> bounds) {
    super(cell, object);
    this.slot = slot;
    this.field = field;
    this.bounds = List.copyOf(bounds);
    this.starts = new long[bounds.size()];
    int n = 0;
    for (BigDecimal bound : bounds) {
      if (isReachable(field.type(), bound)) {
        starts[n++] = start(field.type(), bound);
      }
    }
    this.reachable = n;
  }

  private static boolean isReachable(FieldType type, BigDecimal bound) {
    return type.kind() == Kind.DOUBLE || unscaled(type, bound).compareTo(GREATEST) <= 0;
  }

  private static BigInteger unscaled(FieldType type, BigDecimal bound) {
    return bound.movePointRight(type.scale()).setScale(0, RoundingMode.CEILING).toBigIntegerExact();
  }

  private static long start(FieldType type, BigDecimal bound) {
    if (type.kind() != Kind.DOUBLE) {
      return unscaled(type, bound).max(LEAST).longValueExact();
    }
    double nearest = bound.doubleValue();
    double least = new BigDecimal(nearest).compareTo(bound) < 0 ? Math.nextUp(nearest) : nearest;
    return Ordering.ordered(type, Double.doubleToRawLongBits(least + 0.0));
  }

  @Override
  public String describe() {
    return "histogram("
        + field
        + ", "
        + bounds.stream().map(BigDecimal::toPlainString).toList()
        + ")";
  }

  @Override
  public String label() {
    return "histogram of " + field.name();
  }

  /** Returns the number of buckets, each of which is a cell. */
  @Override
  public int cells() {
    return bounds.size() + 1;
  }

  @Override
  public String show(Row row) {
    StringBuilder counts = new StringBuilder();
    for (int i = 0; i < cells(); i++) {
      counts.append(i == 0 ? "" : ", ").append(row.get(cell + i));
    }
    return counts.toString();
  }

  @Override
  public void clear(Row row) {
    for (int i = 0; i < cells(); i++) {
      row.set(cell + i, 0);
    }
  }

  @Override
  public void add(Row row, Event event) {
    if (!event.isNull(slot)) {
      long value = Ordering.ordered(field.type(), event.bits(slot));
      int at = Arrays.binarySearch(starts, 0, reachable, value);
      int bucket = cell + (at < 0 ? -at - 1 : after(at));
      row.set(bucket, row.get(bucket) + 1);
    }
  }

  /** Returns the number of bounds that are not above a value, of which one equals its start. */
  private int after(int at) {
    int next = at + 1;
    while (next < reachable && starts[next] == starts[at]) {
      next++; // Two bounds between the same two values of the field.
    }
    return next;
  }

  @Override
  public void merge(Row into, Row from) {
    for (int i = 0; i < cells(); i++) {
      into.set(cell + i, into.get(cell + i) + from.get(cell + i));
    }
  }

  @Override
  public void encode(Row row, StateWriter out) {
    for (int i = 0; i < cells(); i++) {
      out.varint(row.get(cell + i));
    }
  }

  @Override
  public void decode(Row row, StateReader in) {
    long rest = row.get(Tiles.COUNT);
    for (int i = 0; i < cells(); i++) {
      long count = in.varint();
      in.require(count >= 0 && count <= rest, "more values than events");
      rest -= count;
      row.set(cell + i, count);
    }
  }
}
