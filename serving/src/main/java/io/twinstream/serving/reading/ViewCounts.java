package io.twinstream.serving.reading;

import io.twinstream.stores.status.ViewStatus;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts the reads of a view by status, and sums up the ages of the newest events. */
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

  /**
   * Counts several reads together, because all threads share the counters.
   *
   * @param statuses the number of reads by status
   * @param ages the sum of the ages of newest events, in milliseconds
   * @param old the number of reads of a state with an event
   * @param source the status of the view at these reads
   */
  void add(int[] statuses, long ages, int old, ViewStatus source) {
    for (int i = 0; i < statuses.length; i++) {
      if (statuses[i] > 0) {
        readings[i].add(statuses[i]);
      }
    }
    aged.add(old);
    ageMillis.add(ages);
    if (followed != source) {
      followed = source;
    }
  }

  /** Counts a read that was stale because the clocks of job and server differ. */
  void clocksApart() {
    clocksApart.increment();
  }

  /** The number of reads that were stale because the clocks differ. */
  public long readingsWithClocksApart() {
    return clocksApart.sum();
  }

  /** The number of reads with a status. */
  public long readings(Status status) {
    return readings[status.ordinal()].sum();
  }

  /** The sum of the ages of the newest events of what was read, in seconds. */
  public double ageSeconds() {
    return ageMillis.sum() / 1e3;
  }

  /** The number of reads of a state with an event. */
  public long aged() {
    return aged.sum();
  }

  /** How far the pipeline was behind at the last read, in seconds; NaN if unknown. */
  public double lagSeconds() {
    ViewStatus last = followed;
    return last == null ? Double.NaN : seconds(last.lag());
  }

  /** How old the job's latest complete checkpoint was when it last published; NaN if unknown. */
  public double checkpointAgeSeconds() {
    ViewStatus last = followed;
    return last == null ? Double.NaN : seconds(last.checkpointAge());
  }

  private static double seconds(OptionalLong millis) {
    return millis.isEmpty() ? Double.NaN : millis.getAsLong() / 1e3;
  }
}
