package io.twinstream.offline.models.learning;

import java.util.Arrays;

/**
 * Minimizes the loss of a logistic regression with a ridge penalty, {@code Σ weight · loss + l2 / 2
 * · |w|²}, without a penalty on the intercept, by Newton's method with a Cholesky factorization.
 *
 * <p>The problem is convex, so the minimum is unique: nothing needs tuning and nothing is random,
 * unlike with stochastic gradients.
 */
final class Newton {
  private static final int MAX_STEPS = 100;
  private static final double CLOSE_ENOUGH = 1e-12;

  private final Rows rows;
  private final int size;
  private final double l2;
  private final double[] gradient;
  private final double[][] curvature;

  /** The design matrix: the last column is the 1 of the intercept. */
  interface Rows {
    int count();

    boolean positive(int row);

    double weight(int row);

    void fill(int row, double[] columns);
  }

  Newton(Rows rows, int size, double l2) {
    this.rows = rows;
    this.size = size;
    this.l2 = l2;
    this.gradient = new double[size];
    this.curvature = new double[size][size];
  }

  /** Returns the weights, the intercept last. */
  double[] minimise() {
    double[] weights = new double[size];
    double loss = evaluate(weights, true);
    for (int step = 0; step < MAX_STEPS; step++) {
      double[] direction = solve();
      double slope = dot(gradient, direction);
      if (slope <= CLOSE_ENOUGH * (1 + loss)) {
        break;
      }
      double length = 1;
      double[] next = moved(weights, direction, length);
      while (evaluate(next, false) > loss && length > 1e-10) {
        length /= 2;
        next = moved(weights, direction, length);
      }
      weights = next;
      loss = evaluate(weights, true);
    }
    return weights;
  }

  /**
   * Returns the loss; with {@code derivatives}, also computes its gradient and second derivatives.
   */
  private double evaluate(double[] weights, boolean derivatives) {
    double loss = 0;
    double[] x = new double[size];
    if (derivatives) {
      Arrays.fill(gradient, 0);
      Arrays.stream(curvature).forEach(line -> Arrays.fill(line, 0));
    }
    for (int row = 0; row < rows.count(); row++) {
      rows.fill(row, x);
      double margin = dot(weights, x);
      double weight = rows.weight(row);
      loss += weight * Logistic.loss(margin, rows.positive(row));
      if (derivatives) {
        double p = Logistic.probability(margin);
        add(x, weight * (p - (rows.positive(row) ? 1 : 0)), weight * p * (1 - p));
      }
    }
    for (int i = 0; i < size - 1; i++) {
      loss += l2 / 2 * weights[i] * weights[i];
      if (derivatives) {
        gradient[i] += l2 * weights[i];
        curvature[i][i] += l2;
      }
    }
    return loss;
  }

  private void add(double[] x, double first, double second) {
    for (int i = 0; i < size; i++) {
      gradient[i] += first * x[i];
      double scaled = second * x[i];
      for (int j = 0; j <= i; j++) {
        curvature[i][j] += scaled * x[j];
      }
    }
  }

  /** Solves Curvature⁻¹ · gradient. */
  private double[] solve() {
    double[][] lower = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = curvature[i][j];
        for (int k = 0; k < j; k++) {
          sum -= lower[i][k] * lower[j][k];
        }
        // A column that is constant, or a linear function of others, has no curvature of its own.
        lower[i][j] = i == j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / lower[j][j];
      }
    }
    double[] solution = gradient.clone();
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < i; k++) {
        solution[i] -= lower[i][k] * solution[k];
      }
      solution[i] /= lower[i][i];
    }
    for (int i = size - 1; i >= 0; i--) {
      for (int k = i + 1; k < size; k++) {
        solution[i] -= lower[k][i] * solution[k];
      }
      solution[i] /= lower[i][i];
    }
    return solution;
  }

  private static double[] moved(double[] from, double[] direction, double length) {
    double[] to = from.clone();
    for (int i = 0; i < to.length; i++) {
      to[i] -= length * direction[i];
    }
    return to;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
