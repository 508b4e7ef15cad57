package io.twinstream.cli.drift;

import io.twinstream.offline.models.ModelInputs;
import io.twinstream.offline.models.drift.HourlySummaries;
import io.twinstream.offline.models.drift.Summary;
import io.twinstream.offline.models.drift.SummaryCounter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts values of rows by the hour of the row and by the name of the column. */
final class HourCounters {
  private final Map<Long, Hour> hours = new TreeMap<>();
  private Hour current;

  /** The counts of an hour. */
  private static final class Hour {
    private final SummaryCounter counter = new SummaryCounter(List.of());
    private final Map<String, Integer> columns = new HashMap<>();

    int column(String name) {
      return columns.computeIfAbsent(name, counter::add);
    }
  }

  /** Begins a row. */
  void at(long millis) {
    current = hours.computeIfAbsent(HourlySummaries.hour(millis), hour -> new Hour());
  }

  /**
   * Counts a number of the row.
   *
   * @param value NaN for none
   */
  void number(String column, double value) {
    current.counter.number(current.column(column), ModelInputs.float32(value));
  }

  /**
   * Counts text of the row.
   *
   * @param value null for none
   */
  void text(String column, String value) {
    if (value == null) {
      current.counter.missing(current.column(column));
    } else {
      current.counter.text(current.column(column), value);
    }
  }

  HourlySummaries summaries() {
    TreeMap<Long, Summary> summaries = new TreeMap<>();
    hours.forEach((hour, counts) -> summaries.put(hour, counts.counter.summary()));
    return new HourlySummaries(summaries);
  }
}
