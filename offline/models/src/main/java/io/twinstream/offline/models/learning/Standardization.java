package io.twinstream.offline.models.learning;

/**
 * The mean and standard deviation of each feature over some rows, without missing values. A
 * constant feature has a deviation of 1.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared by value.
record Standardization(double[] means, double[] deviations) {
  static Standardization of(LabelledRows rows, int[] selection) {
    int width = rows.width();
    double[] means = new double[width];
    double[] deviations = new double[width];
    for (int feature = 0; feature < width; feature++) {
      int count = 0;
      double sum = 0;
      for (int row : selection) {
        float value = rows.values()[row * width + feature];
        if (!Float.isNaN(value)) {
          count++;
          sum += value;
        }
      }
      means[feature] = count == 0 ? 0 : sum / count;
      double squares = 0;
      for (int row : selection) {
        float value = rows.values()[row * width + feature];
        if (!Float.isNaN(value)) {
          double off = value - means[feature];
          squares += off * off;
        }
      }
      double deviation = count == 0 ? 0 : Math.sqrt(squares / count);
      boolean varies = deviation > 1e-12 * Math.abs(means[feature]) && deviation > 0;
      deviations[feature] = varies ? deviation : 1;
    }
    return new Standardization(means, deviations);
  }
}
