package io.twinstream.features.aggregate;

import com.dynatrace.hash4j.hashing.Hashing;
import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.definition.Window;
import io.twinstream.features.expression.CalendarsUsed;
import io.twinstream.features.expression.Filters;
import io.twinstream.features.expression.ZonesUsed;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.library.Functions;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.upsert.ChangeTiles;
import io.twinstream.features.upsert.RowStates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The layout of the states of a view: which tile tables and columns they have, and which feature
 * reads which.
 *
 * <p>Aggregations with the same hop and filter share a tile table; those that also have the same
 * window are evaluated together. Names and the order of definition do not change the layout, so
 * they can be edited without a new version.
 *
 * @param tables in the order of the bytes of a state
 * @param windows the evaluation plan of {@link CompiledView#evaluate}
 * @param types the types of the features, in the order of the view
 * @param reach how long after an event, in milliseconds, some window may see it; -1 for always
 * @param fingerprint a hash of everything that the bytes of a state depend on
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared by value.
record ViewLayout(
    TileTable[] tables,
    WindowReader.Plan[] windows,
    List<FeatureType> types,
    long reach,
    long fingerprint) {

  /** Creates the window reader of each table. */
  WindowReader[] readers() {
    WindowReader[] readers = new WindowReader[tables.length];
    for (int i = 0; i < readers.length; i++) {
      int table = i;
      readers[i] =
          new WindowReader(
              tables[i],
              Arrays.stream(windows)
                  .filter(w -> w.table() == table)
                  .toArray(WindowReader.Plan[]::new));
    }
    return readers;
  }

  /**
   * @param meaning what the values of an enriched source depend on; empty for other sources
   */
  static ViewLayout of(Source source, String key, View view, String meaning) {
    return source.isTable()
        ? ofTable(TableRows.of(source, key, view))
        : ofEvents(source, key, view, meaning);
  }

  /** A row of a table is always seen, and is in no tile table. */
  private static ViewLayout ofTable(TableRows rows) {
    return new ViewLayout(
        new TileTable[0], new WindowReader.Plan[0], rows.types(), -1, rows.fingerprint());
  }

  private static ViewLayout ofEvents(Source source, String key, View view, String meaning) {
    Schema schema = source.schema();
    Map<List<Object>, TableBuilder> builders = new LinkedHashMap<>();
    Map<List<Object>, WindowBuilder> windows = new LinkedHashMap<>();
    FeatureType[] types = new FeatureType[view.aggregations().size()];
    for (int i : canonicalOrder(view.aggregations())) {
      Aggregation aggregation = view.aggregations().get(i);
      Call call = Functions.call(aggregation, source);
      types[i] = Functions.type(call);
      TileRange range = TileRange.of(aggregation.window(), call.resolution());
      List<Object> tableKey = List.of(Tiling.of(aggregation.window()), filter(aggregation));
      TableBuilder table =
          builders.computeIfAbsent(tableKey, k -> builder(schema, aggregation, builders.size()));
      table.window(range);
      Columns.Plan plan = plan(table, call);
      windows
          .computeIfAbsent(List.of(tableKey, range), k -> new WindowBuilder(table.ordinal(), range))
          .add(i, plan);
    }
    List<TableBuilder> tables = new ArrayList<>(builders.values());
    if (view.recentIdentities() > 0 && !source.isOfChanges()) {
      Census.of(schema, tables).ifPresent(tables::add);
    }
    long reach =
        TileRange.reach(tables.stream().flatMap(table -> table.ranges().stream()).toList());
    return new ViewLayout(
        tables.stream().map(TableBuilder::build).toArray(TileTable[]::new),
        windows.values().stream().map(WindowBuilder::build).toArray(WindowReader.Plan[]::new),
        List.of(types),
        reach,
        fingerprint(source, key, view, tables, meaning + changes(source, reach)));
  }

  /** Returns what the states of a source of changes depend on besides; empty for other sources. */
  private static String changes(Source source, long reach) {
    if (!source.isOfChanges()) {
      return "";
    }
    if (reach < 0) {
      throw new IllegalArgumentException("the rows of a source of changes need windows that end");
    }
    return "\nchanges " + RowStates.describe(source, ChangeTiles.of(source, reach));
  }

  private static TableBuilder builder(Schema schema, Aggregation aggregation, int ordinal) {
    Optional<String> filter = filter(aggregation);
    return new TableBuilder(
        schema,
        ordinal,
        Tiling.of(aggregation.window()),
        filter.orElse(""),
        filter.map(cel -> Filters.compile(schema, cel)).orElse(null));
  }

  private static Columns.Plan plan(TableBuilder table, Call call) {
    if (call.window() instanceof Window.Last last) {
      return table.plan(call, last);
    }
    if (call.window() instanceof Window.Series series) {
      return table.plan(call, series);
    }
    return call.window() instanceof Window.Session session
        ? table.plan(call, session)
        : table.plan(call);
  }

  /** Returns the filter of the events that get into the tiles of an aggregation. */
  private static Optional<String> filter(Aggregation aggregation) {
    boolean ofWindow =
        aggregation.window() instanceof Window.Last
            || aggregation.window() instanceof Window.Session;
    return ofWindow ? aggregation.window().filter() : aggregation.filter();
  }

  /**
   * Returns the indexes of the aggregations in an order that does not depend on names or on the
   * order of definition.
   */
  private static List<Integer> canonicalOrder(List<Aggregation> aggregations) {
    return IntStream.range(0, aggregations.size())
        .boxed()
        .sorted(
            Comparator.comparing(
                i -> {
                  Aggregation a = aggregations.get(i);
                  return List.of(
                          a.window().order(),
                          a.filter(),
                          a.function().toUpperCase(Locale.ROOT),
                          a.field(),
                          a.arguments())
                      .toString();
                }))
        .toList();
  }

  private static long fingerprint(
      Source source, String key, View view, Iterable<TableBuilder> tables, String meaning) {
    StringBuilder text = new StringBuilder();
    text.append("source=").append(source.name());
    text.append(" key=").append(key);
    text.append(" resolution=").append(source.resolution().toMillis());
    text.append(" recent=").append(view.recentIdentities());
    for (TableBuilder table : tables) {
      text.append('\n').append(table.describe());
    }
    Collection<String> zones =
        ZonesUsed.of(
            source,
            view.aggregations().stream()
                .flatMap(a -> Stream.concat(a.filter().stream(), filter(a).stream())));
    if (!zones.isEmpty()) {
      text.append("\nzones ").append(zones);
    }
    Collection<String> calendars =
        CalendarsUsed.of(
            source,
            view.aggregations().stream()
                .flatMap(a -> Stream.concat(a.filter().stream(), filter(a).stream())));
    if (!calendars.isEmpty()) {
      text.append("\ncalendars ").append(calendars);
    }
    if (!meaning.isEmpty()) {
      text.append("\nenriched ").append(meaning);
    }
    return Hashing.xxh3_64().hashCharsToLong(text);
  }

  /** Collects the features of one window. */
  private static final class WindowBuilder {
    private final int table;
    private final TileRange range;
    private final Set<Column> columns = new LinkedHashSet<>();
    private final List<Integer> features = new ArrayList<>();
    private final List<Formula> formulas = new ArrayList<>();

    WindowBuilder(int table, TileRange range) {
      this.table = table;
      this.range = range;
    }

    void add(int feature, Columns.Plan plan) {
      columns.addAll(plan.columns());
      features.add(feature);
      formulas.add(plan.formula());
    }

    WindowReader.Plan build() {
      return new WindowReader.Plan(
          table,
          range,
          columns.toArray(new Column[0]),
          features.stream().mapToInt(Integer::intValue).toArray(),
          formulas.toArray(new Formula[0]));
    }
  }
}
