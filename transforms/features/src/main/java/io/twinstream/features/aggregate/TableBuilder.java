package io.twinstream.features.aggregate;

import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.EventPredicate;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.library.Functions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Collects the columns and windows that the aggregations of one hop and filter need, and builds
 * their tile table.
 */
final class TableBuilder {
  private final int ordinal;
  private final long hop;
  private final String filterText;
  private final EventPredicate filter;
  private final Columns columns;
  private final List<TileRange> ranges = new ArrayList<>();

  TableBuilder(Schema schema, int ordinal, long hop, String filterText, EventPredicate filter) {
    this.columns = new Columns(schema);
    this.ordinal = ordinal;
    this.hop = hop;
    this.filterText = filterText;
    this.filter = filter;
  }

  TileTable build() {
    return new TileTable(hop, filterText, filter, ranges, columns.all());
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
}
