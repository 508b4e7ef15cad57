package io.twinstream.offline.models.drift;

import io.twinstream.features.aggregate.column.category.CategoryCounts;
import io.twinstream.features.aggregate.column.quantile.Buckets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts rows of known columns for a {@link Summary}. Not thread-safe. */
public final class SummaryCounter {
  private final List<String> names = new ArrayList<>();
  private final List<Column> columns = new ArrayList<>();

  /** The counts of one column; of one of the two kinds of values. */
  private static final class Column {
    private final Map<Integer, long[]> numbers = new HashMap<>();
    private final Map<String, long[]> categories = new HashMap<>();
    private CategoryCounts folded = CategoryCounts.of(Map.of(), CategorySummary.CAP);
    private long missing;
    private long texts;
  }

  /**
   * @param names of the columns
   */
  public SummaryCounter(List<String> names) {
    names.forEach(this::add);
  }

  /** Adds a column, and returns its index. */
  public int add(String name) {
    names.add(name);
    columns.add(new Column());
    return columns.size() - 1;
  }

  /** Returns the summary of scores. */
  public static ColumnSummary scores(double[] scores) {
    SummaryCounter counter = new SummaryCounter(List.of("score"));
    for (double score : scores) {
      counter.number(0, (float) score);
    }
    return counter.summary().columns().get("score");
  }

  /**
   * Counts a number.
   *
   * @param number NaN for none
   */
  public void number(int column, float number) {
    if (Float.isNaN(number)) {
      columns.get(column).missing++;
    } else {
      columns.get(column)
          .numbers
          .computeIfAbsent(NumberSummary.key(number), key -> new long[1])[0]++;
    }
  }

  /** Counts text. */
  public void text(int column, String text) {
    Column to = columns.get(column);
    to.texts++;
    to.categories.computeIfAbsent(text, key -> new long[1])[0]++;
    if (to.categories.size() >= 8 * CategorySummary.CAP) {
      fold(to); // What is folded now is folded in the end, so the memory has a bound.
    }
  }

  /** Counts a row without a value. */
  public void missing(int column) {
    columns.get(column).missing++;
  }

  private static void fold(Column column) {
    Map<String, Long> counts = new HashMap<>();
    column.categories.forEach((name, count) -> counts.put(name, count[0]));
    column.folded = column.folded.merge(CategoryCounts.of(counts, CategorySummary.CAP));
    column.categories.clear();
  }

  /**
   * Returns the summary of what was counted.
   *
   * @throws DriftException if a column has numbers and text
   */
  public Summary summary() {
    Map<String, ColumnSummary> summaries = new TreeMap<>();
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      if (column.texts > 0 && !column.numbers.isEmpty()) {
        throw new DriftException("column '" + names.get(i) + "' has numbers and text");
      }
      summaries.put(names.get(i), column.texts > 0 ? text(column) : numbers(column));
    }
    return new Summary(new TreeMap<>(summaries));
  }

  private static ColumnSummary text(Column column) {
    fold(column);
    return new CategorySummary(column.missing, column.texts, column.folded);
  }

  private static ColumnSummary numbers(Column column) {
    TreeMap<Integer, Long> counts = new TreeMap<>();
    column.numbers.forEach((key, count) -> counts.put(key, count[0]));
    return new NumberSummary(column.missing, Buckets.of(counts, NumberSummary.KEPT));
  }
}
