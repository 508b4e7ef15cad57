package io.twinstream.offline.models.drift;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How much one column of some rows differs from the same column of a reference.
 *
 * @param name of the column
 * @param reference its values in the reference
 * @param current its values in the compared rows
 * @param bins both in the same bins
 * @param psi the population stability index of the bins
 * @param noise the index that rows without drift exceed with a probability of one in a million
 * @param jensenShannon the distance of the bins, with logarithms to the base 2
 * @param hellinger the distance of the bins
 * @param order measures of numbers, by their order; null for text
 */
public record ColumnDrift(
    String name,
    ColumnSummary reference,
    ColumnSummary current,
    Bins bins,
    double psi,
    double noise,
    double jensenShannon,
    double hellinger,
    Order order) {
  /** The quantiles that are reported. */
  public static final List<String> QUANTILES = List.of("0.05", "0.25", "0.5", "0.75", "0.95");

  /**
   * Measures of numbers with a value.
   *
   * @param ks the statistic of Kolmogorov and Smirnov of the buckets; that of the numbers is at
   *     least as great
   * @param ksAtMost how great that of the numbers can be
   * @param wasserstein the distance of the buckets' values
   * @param wassersteinError the greatest difference to that of the numbers
   */
  public record Order(double ks, double ksAtMost, double wasserstein, double wassersteinError) {
    static Order of(NumberSummary reference, NumberSummary current) {
      Aligned all = Aligned.of(reference, current);
      double error = NumberSummary.ERROR.doubleValue();
      // The magnitudes of the numbers are at most 1 / (1 - error) of those of the buckets.
      double magnitudes = all.meanMagnitude(all.reference()) + all.meanMagnitude(all.current());
      return new Order(
          Measures.ks(all.reference(), all.current()),
          Measures.ksAtMost(all.reference(), all.current(), all.zero()),
          Measures.wasserstein(all.values(), all.reference(), all.current()),
          error / (1 - error) * magnitudes);
    }
  }

  /**
   * Compares a column.
   *
   * @throws DriftException if one has numbers and the other text
   */
  static ColumnDrift of(String name, ColumnSummary reference, ColumnSummary current) {
    boolean bothHaveValues = reference.present() > 0 && current.present() > 0;
    if (bothHaveValues && !reference.type().equals(current.type())) {
      throw new DriftException(
          "column '%s' has %s in the reference and %s in the compared rows"
              .formatted(name, reference.type(), current.type()));
    }
    Bins bins = Bins.of(reference, current);
    long[] a = bins.reference();
    long[] b = bins.current();
    boolean text = reference instanceof CategorySummary || current instanceof CategorySummary;
    return new ColumnDrift(
        name,
        reference,
        current,
        bins,
        Measures.psi(a, b),
        Noise.limit(a.length, reference.rows(), current.rows()),
        Measures.jensenShannon(a, b),
        Measures.hellinger(a, b),
        text ? null : Order.of((NumberSummary) reference, (NumberSummary) current));
  }

  /**
   * Reports whether the column drifted: its index is above the threshold, and above what is to be
   * expected without drift of so few rows.
   */
  public boolean isDrift(double threshold) {
    return psi > Math.max(threshold, noise);
  }

  /** Returns the quantiles of numbers; empty for text. */
  public static Map<String, OptionalDouble> quantiles(ColumnSummary summary) {
    Map<String, OptionalDouble> quantiles = new TreeMap<>();
    if (summary instanceof NumberSummary numbers) {
      for (String q : QUANTILES) {
        double value = numbers.quantile(new BigDecimal(q));
        quantiles.put(q, Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value));
      }
    }
    return quantiles;
  }
}
