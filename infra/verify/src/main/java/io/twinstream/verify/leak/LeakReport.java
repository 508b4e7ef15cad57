package io.twinstream.verify.leak;

import io.twinstream.verify.Differences;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The result of a {@link LeakCheck}.
 *
 * @param rows the number of rows that were computed again
 * @param features the number of features of each
 * @param differences the comparison of their values
 * @param latest the comparison with the latest values; empty without labels
 */
public record LeakReport(
    int rows, int features, Differences differences, Optional<LatestValues> latest) {

  /** Reports whether every value equals that of the events known before the row. */
  public boolean holds() {
    return differences.different() == 0;
  }

  /** Returns the lines of the report for a reader. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        format(
            "%,d rows x %,d features, computed again from history cut at each row's time:"
                + " %,d of %,d values differ",
            rows, features, differences.different(), (long) rows * features));
    differences.first().forEach(difference -> lines.add("  " + difference));
    latest.ifPresent(
        of -> {
          lines.add(
              format(
                  "a join with the latest values would change %,d of %,d values (%.1f %%)",
                  of.differing(), of.values(), 100.0 * of.differing() / of.values()));
          lines.add(
              format(
                  "logistic regression, evaluated on the last 30 %% of %,d rows:%n"
                      + "  as known      AUC %.4f  average precision %.4f%n"
                      + "  latest values AUC %.4f  average precision %.4f",
                  of.rows(),
                  of.honest().auc(),
                  of.honest().averagePrecision(),
                  of.latest().auc(),
                  of.latest().averagePrecision()));
        });
    return lines;
  }

  private static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
