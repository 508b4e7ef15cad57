package io.twinstream.serving.reading;

import io.twinstream.stores.ViewStatus;
import java.util.concurrent.atomic.LongAdder;

/** How often a view was read, by what was found, and how old that was. */
public final class ViewCounts {
  private static final Status[] STATUSES = Status.values();

  private final LongAdder[] readings = new LongAdder[STATUSES.length];
  private final LongAdder ageMillis = new LongAdder();
  private final LongAdder aged = new LongAdder();
  private volatile ViewStatus followed;

  ViewCounts() {
    for (int i = 0; i < readings.length; i++) {
      readings[i] = new LongAdder();
    }
  }

  void add(ViewReading reading) {
    readings[reading.status().ordinal()].increment();
    if (reading.newest() != Long.MIN_VALUE) {
      aged.increment();
      ageMillis.add(reading.asOf() - reading.newest());
    }
    if (followed != reading.source()) {
      followed = reading.source();
    }
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
    return last == null || last.progress().isEmpty()
        ? Double.NaN
        : (last.askedAt() - last.progress().get().known()) / 1e3;
  }
}
