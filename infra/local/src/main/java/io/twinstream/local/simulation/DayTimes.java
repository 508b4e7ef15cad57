package io.twinstream.local.simulation;

/**
 * The times of day of payments: normal around noon with a deviation of 20,000 seconds, cut at
 * midnight, as in the simulator of the Fraud Detection Handbook.
 */
final class DayTimes {
  static final long DAY = 86_400_000;

  private static final int STEPS = 1440;
  private static final double NOON = 43_200;
  private static final double DEVIATION = 20_000;

  /** The share of payments before each minute of the day. */
  private static final double[] BEFORE = before();

  private DayTimes() {}

  private static double[] before() {
    double[] before = new double[STEPS + 1];
    for (int i = 0; i < STEPS; i++) {
      double z = ((i + 0.5) * 60 - NOON) / DEVIATION;
      before[i + 1] = before[i] + StrictMath.exp(-z * z / 2);
    }
    double all = before[STEPS];
    for (int i = 0; i <= STEPS; i++) {
      before[i] /= all;
    }
    return before;
  }

  /**
   * Returns the milliseconds since midnight before which a share of the payments is.
   *
   * @param share from 0 to below 1
   */
  static long at(double share) {
    int low = 0;
    int high = STEPS - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (BEFORE[middle] <= share) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    double part = (share - BEFORE[low]) / (BEFORE[low + 1] - BEFORE[low]);
    return Math.min(DAY - 1, (long) ((low + part) * 60_000));
  }
}
