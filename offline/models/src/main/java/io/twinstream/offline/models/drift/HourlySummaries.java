package io.twinstream.offline.models.drift;

import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Summaries of rows by the hour of their time, in UTC. Those of two sets of rows merge to those of
 * the union, with the same bytes in any order, so two ranges of hours compare without the rows.
 *
 * <p>Bytes: {@code TWDS}, the version 1, the number of hours, then per hour its distance from the
 * hour before, and its columns by name: type, number of rows without and with a value, and counts.
 *
 * @param hours by number of hours since 1970
 */
public record HourlySummaries(NavigableMap<Long, Summary> hours) {
  /** Before all rows. */
  public static final Instant FIRST = Instant.parse("-9999-01-01T00:00:00Z");

  /** After all rows. */
  public static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

  private static final long HOUR = Duration.ofHours(1).toMillis();

  public HourlySummaries {
    hours = Collections.unmodifiableNavigableMap(new TreeMap<>(hours));
  }

  /** Returns the hour of an instant in milliseconds since 1970. */
  public static long hour(long millis) {
    return Math.floorDiv(millis, HOUR);
  }

  /** Returns the beginning of an hour. */
  public static Instant begin(long hour) {
    return Instant.ofEpochMilli(hour * HOUR);
  }

  /** Returns the summaries of the rows of both. */
  public HourlySummaries merge(HourlySummaries that) {
    NavigableMap<Long, Summary> both = new TreeMap<>(hours);
    that.hours.forEach((hour, summary) -> both.merge(hour, summary, Summary::merge));
    return new HourlySummaries(both);
  }

  /**
   * Returns the hours of a range.
   *
   * @param since the first instant, the beginning of an hour
   * @param until the first instant after the range, the beginning of an hour
   * @throws DriftException if one is not the beginning of an hour
   */
  public HourlySummaries between(Instant since, Instant until) {
    return new HourlySummaries(hours.subMap(wholeHour(since), true, wholeHour(until), false));
  }

  private static long wholeHour(Instant at) {
    if (at.toEpochMilli() % HOUR != 0 || at.getNano() % 1_000_000 != 0) {
      throw new DriftException(
          at + " is not the beginning of an hour, and rows are summarized by hour; write one");
    }
    return at.toEpochMilli() / HOUR;
  }

  /** Returns the summary of all hours. */
  public Summary all() {
    return all(hours.values());
  }

  /** Returns the summary of the rows of all. */
  static Summary all(Collection<Summary> some) {
    return some.stream().reduce(Summary.NONE, Summary::merge);
  }

  public byte[] toBytes() {
    StateWriter out = SummaryBytes.HOURS.writer();
    out.varint(hours.size());
    long before = 0;
    for (Map.Entry<Long, Summary> hour : hours.entrySet()) {
      out.signed(hour.getKey() - before);
      before = hour.getKey();
      hour.getValue().write(out);
    }
    return out.toByteArray();
  }

  /**
   * Reads what {@link #toBytes} returns.
   *
   * @throws DriftException if the bytes are damaged, of something else, or from another version
   */
  public static HourlySummaries of(byte[] bytes) {
    return SummaryBytes.HOURS.read(bytes, HourlySummaries::read, HourlySummaries::toBytes);
  }

  private static HourlySummaries read(StateReader in) {
    int n = in.count(Integer.MAX_VALUE, 2);
    NavigableMap<Long, Summary> hours = new TreeMap<>();
    long hour = 0;
    for (int i = 0; i < n; i++) {
      long step = in.signed();
      in.require(i == 0 || step > 0, "hours are out of order");
      hour += step;
      hours.put(hour, Summary.read(in));
    }
    return new HourlySummaries(hours);
  }
}
