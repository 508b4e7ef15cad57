package io.twinstream.offline.models.drift;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A comparison of hours of rows with a reference: of all together, and of each period.
 *
 * @param reference describes the reference, for a reader
 * @param referenceRows the number of its rows
 * @param current describes the compared rows
 * @param currentRows their number
 * @param threshold above which a population stability index is drift
 * @param drift of all rows together
 * @param periods of the compared rows: hours, or days in UTC if they are spread over more than
 *     three days
 */
public record Comparison(
    String reference,
    long referenceRows,
    String current,
    long currentRows,
    double threshold,
    Drift drift,
    List<Period> periods) {
  private static final long MOST_HOURS = 72;
  private static final long HOURS_OF_A_DAY = 24;

  /**
   * A part of the compared rows.
   *
   * @param from the first instant
   * @param length an hour or a day
   * @param rows their number
   * @param psi the population stability index by column
   */
  public record Period(Instant from, Duration length, long rows, Map<String, Double> psi) {}

  /**
   * Compares.
   *
   * @throws DriftException if either has no rows, or they have no column in common
   */
  public static Comparison of(
      String name, Summary reference, String currentName, HourlySummaries current, double psi) {
    Summary all = current.all();
    if (reference.rows() == 0 || all.rows() == 0) {
      throw new DriftException(
          "%s has no rows in this range; choose another"
              .formatted(reference.rows() == 0 ? name : currentName));
    }
    return new Comparison(
        name,
        reference.rows(),
        currentName,
        all.rows(),
        psi,
        Drift.of(reference, all),
        periods(reference, current));
  }

  private static List<Period> periods(Summary reference, HourlySummaries current) {
    NavigableMap<Long, Summary> hours = current.hours();
    long step = hours.lastKey() - hours.firstKey() < MOST_HOURS ? 1 : HOURS_OF_A_DAY;
    NavigableMap<Long, Summary> parts = new TreeMap<>();
    hours.forEach(
        (hour, rows) -> parts.merge(Math.floorDiv(hour, step) * step, rows, Summary::merge));
    List<Period> periods = new ArrayList<>();
    parts.forEach(
        (hour, rows) -> {
          Map<String, Double> psi = new TreeMap<>();
          Drift.of(reference, rows).columns().forEach(c -> psi.put(c.name(), c.psi()));
          periods.add(
              new Period(HourlySummaries.begin(hour), Duration.ofHours(step), rows.rows(), psi));
        });
    return periods;
  }

  /** Returns the columns that drifted, the most drifted first. */
  public List<ColumnDrift> drifted() {
    return drift.drifted(threshold);
  }
}
