package io.twinstream.offline.models.learning;

/**
 * A linear function from margins to calibrated margins, by Platt's method: the logistic regression
 * of the labels on the margins. It keeps the order of the rows, so it changes no ranking metric.
 *
 * @see <a href="https://scikit-learn.org/stable/modules/calibration.html">calibration</a>
 */
public record Calibration(double slope, double offset) {
  /** The identity. */
  public static final Calibration NONE = new Calibration(1, 0);

  /** Fits the function to margins of rows that the model has not learned from. */
  public static Calibration of(double[] margins, boolean[] positive) {
    double[] line = new Newton(new Design(margins, positive), 2, 1e-6).minimise();
    return line[0] > 0 ? new Calibration(line[0], line[1]) : NONE;
  }

  public double margin(double margin) {
    return slope * margin + offset;
  }

  private record Design(double[] margins, boolean[] labels) implements Newton.Rows {
    @Override
    public int count() {
      return margins.length;
    }

    @Override
    public boolean positive(int row) {
      return labels[row];
    }

    @Override
    public double weight(int row) {
      return 1;
    }

    @Override
    public void fill(int row, double[] columns) {
      columns[0] = margins[row];
      columns[1] = 1;
    }
  }
}
