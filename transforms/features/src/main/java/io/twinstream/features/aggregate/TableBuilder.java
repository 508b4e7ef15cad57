package io.twinstream.features.aggregate;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.TileRows;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Window;
import io.twinstream.features.event.EventPredicate;
import io.twinstream.features.expression.Filters;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.library.Functions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Collects the columns and windows that the aggregations of one hop and filter need, and builds
 * their tile table.
 */
final class TableBuilder {
  private final int ordinal;
  private final Tiling tiling;
  private final String filterText;
  private final EventPredicate filter;
  private final Schema schema;
  private final Columns columns;
  private final List<TileRange> ranges = new ArrayList<>();

  TableBuilder(
      Schema schema, int ordinal, Tiling tiling, String filterText, EventPredicate filter) {
    this.schema = schema;
    this.columns = new Columns(schema);
    this.ordinal = ordinal;
    this.tiling = tiling;
    this.filterText = filterText;
    this.filter = filter;
  }

  TileTable build() {
    return new TileTable(tiling, filterText, filter, ranges, columns.all());
  }

  /** Returns the index of the table in a state. */
  int ordinal() {
    return ordinal;
  }

  /** Describes everything that the bytes of the table depend on. */
  String describe() {
    return "hop="
        + tiling.describe()
        + " filter="
        + filterText
        + " columns="
        + columns.descriptions()
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

  /** Places the columns of an aggregation. */
  Columns.Plan plan(Call call) {
    return columns.plan(all -> Functions.of(call.aggregation().function()).plan(call, all));
  }

  /** Places the columns of an aggregation over several windows. */
  Columns.Plan plan(Call call, Window.Series window) {
    Function function = Functions.of(call.aggregation().function());
    Columns.Plan own = columns.plan(all -> function.plan(call, all));
    TileRows tiles = columns.place((c, o) -> new TileRows(c, o, own.columns()));
    List<Column> used = Stream.concat(own.columns().stream(), Stream.of(tiles)).toList();
    return new Columns.Plan(
        used, new SeriesFormula(window, tiles, own.columns(), function.type(call), own.formula()));
  }

  /** Places the columns of an aggregation over the newest events. */
  Columns.Plan plan(Call call, Window.Last window) {
    Function function = Functions.of(call.aggregation().function());
    LastEvents events =
        columns.place(
            "last " + window.count(), (c, o) -> new LastEvents(c, o, schema, window.count()));
    call.aggregation().field().ifPresent(events::keep);
    function.arguments().stream()
        .filter(argument -> argument.kind() == Argument.Kind.FIELD && call.has(argument.name()))
        .forEach(argument -> events.keep(call.text(argument.name())));
    Optional<String> own = call.aggregation().filter();
    own.ifPresent(cel -> Filters.fields(schema, cel).forEach(events::keep));
    Columns ofFunction = new Columns(schema);
    Formula formula = function.plan(call, ofFunction);
    EventPredicate selects = own.map(cel -> Filters.compile(schema, cel)).orElse(null);
    return new Columns.Plan(List.of(events), events.formula(ofFunction, selects, formula));
  }

  /** Places the columns of an aggregation over a session. */
  Columns.Plan plan(Call call, Window.Session window) {
    String own = call.aggregation().filter().orElse("");
    EventPredicate selects = own.isEmpty() ? null : Filters.compile(schema, own);
    SessionTiles tiles =
        columns.place(
            "sessions " + own, (c, o) -> new SessionTiles(c, o, own, selects, new Columns(schema)));
    Function function = Functions.of(call.aggregation().function());
    Formula formula = function.plan(call, tiles.columns());
    return new Columns.Plan(
        List.of(tiles), tiles.formula(window.gap().toMillis(), window.last(), formula));
  }
}
