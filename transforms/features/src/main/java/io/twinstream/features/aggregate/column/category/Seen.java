package io.twinstream.features.aggregate.column.category;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;
import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which of some categories occur: one bit for each, in 64 bits per cell. */
public final class Seen extends Column {
  private final CategoryText category;
  private final Field field;
  private final List<String> wanted;
  private final Map<String, Integer> bits;

  public Seen(int cell, int object, CategoryText category, Field field, Set<String> wanted) {
    super(cell, object);
    this.category = category;
    this.field = field;
    this.wanted = List.copyOf(new TreeSet<>(wanted));
    this.bits =
        IntStream.range(0, this.wanted.size())
            .boxed()
            .collect(Collectors.toUnmodifiableMap(this.wanted::get, i -> i));
  }

  @Override
  public String describe() {
    return "seen(" + field + ", " + CategoryText.describe(wanted) + ")";
  }

  @Override
  public String label() {
    return field.name() + " seen of " + wanted;
  }

  @Override
  public int cells() {
    return (wanted.size() + Long.SIZE - 1) / Long.SIZE;
  }

  @Override
  public String show(Row row) {
    return Long.toString(count(row));
  }

  @Override
  public void clear(Row row) {
    for (int i = 0; i < cells(); i++) {
      row.set(cell + i, 0);
    }
  }

  @Override
  public void add(Row row, Event event) {
    Integer bit = category.isNull(event) ? null : bits.get(category.of(event));
    if (bit != null) {
      int at = cell + bit / Long.SIZE;
      row.set(at, row.get(at) | 1L << bit % Long.SIZE);
    }
  }

  @Override
  public void merge(Row into, Row from) {
    for (int i = 0; i < cells(); i++) {
      into.set(cell + i, into.get(cell + i) | from.get(cell + i));
    }
  }

  /** Returns how many of the categories occur. */
  public long count(Row row) {
    long count = 0;
    for (int i = 0; i < cells(); i++) {
      count += Long.bitCount(row.get(cell + i));
    }
    return count;
  }

  @Override
  public void encode(Row row, StateWriter out) {
    for (int i = 0; i < cells(); i++) {
      out.varint(row.get(cell + i));
    }
  }

  @Override
  public void decode(Row row, StateReader in) {
    for (int i = 0; i < cells(); i++) {
      long seen = in.varint();
      int rest = wanted.size() - i * Long.SIZE;
      in.require(rest >= Long.SIZE || seen >>> rest == 0, "a value that is not declared");
      row.set(cell + i, seen);
    }
  }
}
