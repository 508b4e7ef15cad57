package io.twinstream.serving.reading;

import io.twinstream.stores.ViewStatus;
import java.util.concurrent.atomic.LongAdder;

/** How often a view was read, by what was found, and how old that was. */
public final class ViewCounts {
  private static final Status[] STATUSES = Status.values();

  private final LongAdder[] readings = new LongAdder[STATUSES.length];
  private final LongAdder ageMillis = new LongAdder();
  private final LongAdder aged = new LongAdder();
  private final LongAdder clocksApart = new LongAdder();
  private volatile ViewStatus followed;

  ViewCounts() {
    for (int i = 0; i < readings.length; i++) {
      readings[i] = new LongAdder();
    }
  }

  /** Counts the readings of a view in some rows, at once: counters are shared by all threads. */
  void add(Reading.Row[] rows, int view) {
    int[] statuses = new int[STATUSES.length];
    long ages = 0;
    int old = 0;
    for (Reading.Row row : rows) {
      ViewReading reading = row.views()[view];
      statuses[reading.status().ordinal()]++;
      if (reading.newest() != Long.MIN_VALUE) {
        old++;
        ages += reading.asOf() - reading.newest();
      }
    }
    for (int i = 0; i < statuses.length; i++) {
      if (statuses[i] > 0) {
        readings[i].add(statuses[i]);
      }
    }
    aged.add(old);
    ageMillis.add(ages);
    ViewStatus source = rows[0].views()[view].source();
    if (followed != source) {
      followed = source;
    }
  }

  /** One was stale because the clocks of the job and of this service are apart. */
  void clocksApart() {
    clocksApart.increment();
  }

  /** How many readings were stale because the clocks are apart. */
  public long readingsWithClocksApart() {
    return clocksApart.sum();
  }

  /** How many readings had a status. */
  public long readings(Status status) {
    return readings[status.ordinal()].sum();
  }

  /** The sum of the ages of the newest events in what was read, in seconds. */
  public double ageSeconds() {
    return ageMillis.sum() / 1e3;
  }

  /** How many readings had an event. */
  public long aged() {
    return aged.sum();
  }

  /** How far the pipeline was behind when a reader last asked, in seconds; NaN if unknown. */
  public double lagSeconds() {
    ViewStatus last = followed;
    return last == null || last.lag().isEmpty() ? Double.NaN : last.lag().getAsLong() / 1e3;
  }
}
