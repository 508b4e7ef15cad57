package io.twinstream.kafka;

import java.util.concurrent.locks.LockSupport;

/** How fast records are sent. For one thread. */
public final class Pace {
  private static final long STEP_NANOS = 1_000_000;

  private final double perSecond;
  private final double speed;
  private final long start = System.nanoTime();
  private long sent;
  private long first;

  private Pace(double perSecond, double speed) {
    this.perSecond = perSecond;
    this.speed = speed;
  }

  /**
   * Returns a steady pace.
   *
   * @param records 0 for as fast as possible
   */
  public static Pace perSecond(double records) {
    return new Pace(records, 0);
  }

  /**
   * Returns the pace at which records became known, or a multiple of it.
   *
   * @param speed 1 for the same pace, 0 for as fast as possible
   */
  public static Pace timesAsFast(double speed) {
    return new Pace(0, speed);
  }

  /** Waits until the next record, which was known at this time, is due. */
  void await(long known) {
    if (sent == 0) {
      first = known;
    }
    double due =
        perSecond > 0 ? sent / perSecond : speed > 0 ? (known - first) / 1000.0 / speed : 0;
    sent++;
    while (due > 0 && (System.nanoTime() - start) / 1e9 < due) {
      LockSupport.parkNanos(STEP_NANOS);
    }
  }
}
