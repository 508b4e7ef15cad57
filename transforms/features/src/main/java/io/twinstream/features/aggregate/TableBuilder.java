package io.twinstream.features.aggregate;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.Distinct;
import io.twinstream.features.aggregate.column.EdgeTime;
import io.twinstream.features.aggregate.column.FirstLast;
import io.twinstream.features.aggregate.column.MinMax;
import io.twinstream.features.aggregate.column.PowerSum;
import io.twinstream.features.aggregate.column.Summary;
import io.twinstream.features.aggregate.column.ValueCount;
import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Function;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.EventPredicate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * Collects the columns and windows that the aggregations of one hop and filter need, and builds
 * their tile table.
 */
final class TableBuilder {
  private final Schema schema;
  private final int ordinal;
  private final long hop;
  private final String filterText;
  private final EventPredicate filter;
  private final Map<String, Column> columns = new LinkedHashMap<>();
  private final List<TileRange> ranges = new ArrayList<>();
  private int cells = 2;
  private int objects;

  TableBuilder(Schema schema, int ordinal, long hop, String filterText, EventPredicate filter) {
    this.schema = schema;
    this.ordinal = ordinal;
    this.hop = hop;
    this.filterText = filterText;
    this.filter = filter;
  }

  TileTable build() {
    return new TileTable(hop, filterText, filter, ranges, List.copyOf(columns.values()));
  }

  /** Returns the index of the table in a state. */
  int ordinal() {
    return ordinal;
  }

  /** Describes everything that the bytes of the table depend on. */
  String describe() {
    return "hop="
        + hop
        + " filter="
        + filterText
        + " columns="
        + columns.keySet()
        + " windows="
        + new TreeSet<>(ranges.stream().map(Object::toString).toList());
  }

  boolean isUnfiltered() {
    return filter == null;
  }

  List<TileRange> ranges() {
    return ranges;
  }

  void window(TileRange range) {
    if (!ranges.contains(range)) {
      ranges.add(range);
    }
  }

  /** Returns the columns that an aggregation reads, ending with the one that is specific to it. */
  List<Column> columnsFor(Aggregation aggregation) {
    return switch (aggregation.function()) {
      case COUNT -> aggregation.field().isPresent() ? List.of(values(aggregation)) : List.of();
      case SUM, MEAN -> List.of(values(aggregation), sum(aggregation, false));
      case VARIANCE, STDDEV ->
          List.of(values(aggregation), sum(aggregation, false), sum(aggregation, true));
      case MIN, MAX -> {
        ValueCount values = values(aggregation);
        boolean greatest = aggregation.function() == Function.MAX;
        yield List.of(values, place((c, o) -> new MinMax(c, o, values, first(values), greatest)));
      }
      case DISTINCT -> {
        Field field = field(aggregation);
        int slot = schema.slot(field.name());
        yield List.of(place((c, o) -> new Distinct(c, o, slot, field, aggregation.cap())));
      }
      case FIRST, LAST -> {
        ValueCount values = values(aggregation);
        boolean last = aggregation.function() == Function.LAST;
        Field field = field(aggregation);
        int slot = schema.slot(field.name());
        yield List.of(values, place((c, o) -> new FirstLast(c, o, slot, field, last, values)));
      }
      case TIME_SINCE_FIRST -> List.of(place((c, o) -> new EdgeTime(c, o, false)));
      case TIME_SINCE_LAST -> List.of(place((c, o) -> new EdgeTime(c, o, true)));
    };
  }

  private ValueCount values(Aggregation aggregation) {
    Field field = field(aggregation);
    int slot = schema.slot(field.name());
    return place((c, o) -> new ValueCount(c, o, slot, field));
  }

  private PowerSum sum(Aggregation aggregation, boolean squares) {
    ValueCount values = values(aggregation);
    return place((c, o) -> new PowerSum(c, o, values, first(values), squares));
  }

  /** Returns the first summary of a field that has been placed, or null. */
  private Summary first(ValueCount values) {
    return columns.values().stream()
        .filter(column -> column instanceof Summary summary && summary.values == values)
        .map(Summary.class::cast)
        .findFirst()
        .orElse(null);
  }

  private Field field(Aggregation aggregation) {
    Field field = schema.field(aggregation.field().orElseThrow());
    FieldType type = field.type();
    var function = aggregation.function();
    if ((function.needsSummable() && !type.isSummable())
        || (function.needsOrdered() && !type.isOrdered())) {
      throw new IllegalArgumentException(
          aggregation.name() + ": " + function.id() + " does not accept " + field);
    }
    return field;
  }

  /**
   * Returns the column with the same description, or adds a new one at the end of the row of a
   * tile.
   */
  @SuppressWarnings("unchecked") // Equal descriptions imply equal classes.
  private <C extends Column> C place(BiFunction<Integer, Integer, C> make) {
    C made = make.apply(cells, objects);
    Column held = columns.putIfAbsent(made.describe(), made);
    if (held != null) {
      return (C) held;
    }
    cells += made.cells();
    objects += made.objects();
    return made;
  }
}
