package io.twinstream.features.aggregate.column.category;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;
import io.twinstream.features.aggregate.column.ValueCount;
import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The number of events of a tile whose value of a field is one of some categories. */
public final class Matches extends Column {
  private final CategoryText category;
  private final Field field;
  private final Set<String> wanted;
  private final List<String> sorted;
  private final ValueCount values;

  /**
   * @param values counts the values of the field
   */
  public Matches(
      int cell,
      int object,
      CategoryText category,
      Field field,
      Set<String> wanted,
      ValueCount values) {
    super(cell, object);
    this.category = category;
    this.field = field;
    this.wanted = Set.copyOf(wanted);
    this.sorted = List.copyOf(new TreeSet<>(wanted));
    this.values = values;
  }

  @Override
  public String describe() {
    return "matches(" + field + ", " + CategoryText.describe(sorted) + ")";
  }

  @Override
  public String label() {
    return field.name() + " in " + sorted;
  }

  @Override
  public String show(Row row) {
    return Long.toString(row.get(cell));
  }

  @Override
  public void clear(Row row) {
    row.set(cell, 0);
  }

  @Override
  public void add(Row row, Event event) {
    if (!category.isNull(event) && wanted.contains(category.of(event))) {
      row.set(cell, row.get(cell) + 1);
    }
  }

  @Override
  public void merge(Row into, Row from) {
    into.set(cell, into.get(cell) + from.get(cell));
  }

  @Override
  public void encode(Row row, StateWriter out) {
    out.varint(row.get(cell));
  }

  @Override
  public void decode(Row row, StateReader in) {
    long matches = in.varint();
    in.require(matches >= 0 && matches <= row.get(values.cell), "more matches than values");
    row.set(cell, matches);
  }
}
