package io.twinstream.features.function;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.EdgeTime;
import io.twinstream.features.aggregate.column.FirstLast;
import io.twinstream.features.aggregate.column.MinMax;
import io.twinstream.features.aggregate.column.PowerSum;
import io.twinstream.features.aggregate.column.Summary;
import io.twinstream.features.aggregate.column.TileSeries;
import io.twinstream.features.aggregate.column.ValueCount;
import io.twinstream.features.aggregate.column.register.Register;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The columns of a tile table, placed as functions ask for them. Functions that ask for columns
 * with the same description share one.
 */
public final class Columns {
  /**
   * Creates a summary of a field, given its place, the count of its values and its first summary.
   */
  public interface SummaryMaker<S extends Summary> {
    S make(int cell, int object, ValueCount values, Summary first);
  }

  /** The columns that a function reads, and how it computes its value. */
  public record Plan(List<Column> columns, Formula formula) {}

  private final Schema schema;
  private final Map<String, Column> placed = new LinkedHashMap<>();
  private final Set<Column> used = new LinkedHashSet<>();
  private int cells = 2;
  private int objects;

  public Columns(Schema schema) {
    this.schema = schema;
  }

  /**
   * Records the columns of an aggregation.
   *
   * @param place places them
   */
  public Plan plan(Function<Columns, Formula> place) {
    used.clear();
    Formula formula = place.apply(this);
    return new Plan(List.copyOf(used), formula);
  }

  /** Returns the number of values of a field. */
  public ValueCount values(Field field) {
    int slot = schema.slot(field.name());
    return place((cell, object) -> new ValueCount(cell, object, slot, field));
  }

  /** Returns the sum of the values of a field. */
  public PowerSum sum(Field field) {
    return power(field, 1);
  }

  /**
   * Returns the sum of powers of the values of a field.
   *
   * @param power 1 to 4
   */
  public PowerSum power(Field field, int power) {
    return summary(field, (c, o, values, first) -> new PowerSum(c, o, values, first, power));
  }

  /** Returns the least or the greatest value of a field. */
  public MinMax extreme(Field field, boolean greatest) {
    return summary(field, (c, o, values, first) -> new MinMax(c, o, values, first, greatest));
  }

  /** Returns the first or the last value of a field. */
  public FirstLast edge(Field field, boolean last) {
    ValueCount values = values(field);
    int slot = schema.slot(field.name());
    return place((c, o) -> new FirstLast(c, o, slot, field, last, values));
  }

  /** Returns the time of the first or the last event. */
  public EdgeTime time(boolean last) {
    return place((cell, object) -> new EdgeTime(cell, object, last));
  }

  /** Returns the cells of columns by tile. The columns must be numbers that it has placed. */
  public TileSeries series(Column... columns) {
    List<Column> all = List.of(columns);
    return place((cell, object) -> new TileSeries(cell, object, all));
  }

  /**
   * Returns the first or the last values of a field.
   *
   * @param by the field that orders values before the time does; null for none
   */
  public Register register(Field field, Field by, int n, boolean last, boolean distinct) {
    Register.Slot own = slot(field);
    Register.Slot other = by == null ? null : slot(by);
    return place((c, o) -> new Register(c, o, own, other, n, last, distinct));
  }

  private Register.Slot slot(Field field) {
    return new Register.Slot(schema.slot(field.name()), field);
  }

  /** Returns a summary of a field, after the count of its values. */
  public <S extends Summary> S summary(Field field, SummaryMaker<S> maker) {
    ValueCount values = values(field);
    Summary first =
        placed.values().stream()
            .filter(column -> column instanceof Summary summary && summary.values == values)
            .map(Summary.class::cast)
            .findFirst()
            .orElse(null);
    return place((cell, object) -> maker.make(cell, object, values, first));
  }

  /**
   * Returns the column with the same description, or adds a new one at the end of the row of a
   * tile.
   */
  public <C extends Column> C place(BiFunction<Integer, Integer, C> make) {
    return place(make.apply(cells, objects).describe(), make);
  }

  /**
   * Returns the column that was placed under a key, or adds a new one, whose description may not be
   * complete yet.
   */
  @SuppressWarnings("unchecked") // Equal keys imply equal classes.
  public <C extends Column> C place(String key, BiFunction<Integer, Integer, C> make) {
    C made = make.apply(cells, objects);
    Column held = placed.putIfAbsent(key, made);
    if (held == null) {
      cells += made.cells();
      objects += made.objects();
    }
    Column column = held == null ? made : held;
    used.add(column);
    return (C) column;
  }

  /** Returns the columns in the order of the bytes of a tile. */
  public List<Column> all() {
    return new ArrayList<>(placed.values());
  }

  /** Describes the columns in this order. */
  public List<String> descriptions() {
    return placed.values().stream().map(Column::describe).toList();
  }

  /** Creates a row for the columns, of no events. */
  public Column.Row row() {
    Column.Row row = new Column.Row();
    row.cells = new long[cells];
    row.objects = new Object[objects];
    placed.values().forEach(column -> column.clear(row));
    return row;
  }
}
