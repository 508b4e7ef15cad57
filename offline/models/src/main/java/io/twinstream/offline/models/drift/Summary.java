package io.twinstream.offline.models.drift;

import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;
import io.twinstream.features.text.TextOrder;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The summaries of the columns of some rows.
 *
 * @param columns by name, in the order of their UTF-8 bytes
 */
public record Summary(SortedMap<String, ColumnSummary> columns) {
  /** The summary of no rows. */
  public static final Summary NONE = new Summary(new TreeMap<>());

  private static final int NUMBERS = 0;
  private static final int CATEGORIES = 1;

  public Summary {
    SortedMap<String, ColumnSummary> copy = new TreeMap<>(TextOrder::compare);
    copy.putAll(columns);
    columns = Collections.unmodifiableSortedMap(copy);
  }

  /** Returns the number of rows: the greatest of all columns. */
  public long rows() {
    return columns.values().stream().mapToLong(ColumnSummary::rows).max().orElse(0);
  }

  /**
   * Returns the summary of the rows of both.
   *
   * @throws DriftException if a column is of different types
   */
  public Summary merge(Summary that) {
    SortedMap<String, ColumnSummary> both = new TreeMap<>(columns);
    that.columns.forEach(
        (name, column) -> {
          try {
            both.merge(name, column, ColumnSummary::merge);
          } catch (DriftException e) {
            throw new DriftException("column '" + name + "' has " + e.getMessage(), e);
          }
        });
    return new Summary(both);
  }

  /** Returns a copy with another column. */
  public Summary with(String name, ColumnSummary column) {
    SortedMap<String, ColumnSummary> more = new TreeMap<>(columns);
    more.put(name, column);
    return new Summary(more);
  }

  /** Returns the only bytes of this summary: {@code TWDR}, the version, and the columns. */
  public byte[] toBytes() {
    StateWriter out = SummaryBytes.ONE.writer();
    write(out);
    return out.toByteArray();
  }

  /**
   * Reads what {@link #toBytes} returns.
   *
   * @throws DriftException if the bytes are damaged, of something else, or from another version
   */
  public static Summary of(byte[] bytes) {
    return SummaryBytes.ONE.read(bytes, Summary::read, Summary::toBytes);
  }

  void write(StateWriter out) {
    out.varint(columns.size());
    for (Map.Entry<String, ColumnSummary> each : columns.entrySet()) {
      ColumnSummary column = each.getValue();
      out.text(each.getKey());
      out.octet(column instanceof NumberSummary ? NUMBERS : CATEGORIES);
      out.varint(column.missing());
      out.varint(column.present());
      column.write(out);
    }
  }

  static Summary read(StateReader in) {
    int n = in.count(Integer.MAX_VALUE, 5);
    SortedMap<String, ColumnSummary> columns = new TreeMap<>(TextOrder::compare);
    for (int i = 0; i < n; i++) {
      String name = in.text();
      in.require(
          i == 0 || TextOrder.compare(columns.lastKey(), name) < 0, "columns are out of order");
      int kind = in.octet();
      in.require(kind <= CATEGORIES, "no such kind of column");
      long missing = in.varint();
      long present = in.varint();
      in.require(missing >= 0 && present >= 0, "a count is negative");
      columns.put(
          name,
          kind == NUMBERS
              ? NumberSummary.read(in, missing, present)
              : CategorySummary.read(in, missing, present));
    }
    return new Summary(columns);
  }
}
