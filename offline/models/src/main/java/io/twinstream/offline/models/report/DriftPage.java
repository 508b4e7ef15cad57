package io.twinstream.offline.models.report;

import io.twinstream.offline.models.drift.Bins;
import io.twinstream.offline.models.drift.ColumnDrift;
import io.twinstream.offline.models.drift.ColumnSummary;
import io.twinstream.offline.models.drift.Comparison;
import io.twinstream.offline.models.drift.NumberSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes the HTML report of a comparison: the index over time, the measures of every column, and
 * the distributions of the most drifted ones. It has no scripts and no external links.
 */
public final class DriftPage {
  private static final int MOST_CHARTS = 24;
  private static final int MOST_LINES = 6;

  private final Comparison all;
  private final StringBuilder out = new StringBuilder();

  private DriftPage(Comparison all) {
    this.all = all;
  }

  /** Returns the page. */
  public static String of(Comparison comparison) {
    return new DriftPage(comparison).page();
  }

  private String page() {
    int drifted = all.drifted().size();
    String title =
        drifted == 0
            ? "No drift"
            : "Drift of " + drifted + " of " + all.drift().columns().size() + " columns";
    out.append("<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'>")
        .append("<meta name='viewport' content='width=device-width, initial-scale=1'><title>")
        .append(Html.escape(title))
        .append("</title><style>")
        .append(Html.resource("report.css"))
        .append(Html.resource("drift.css"))
        .append("</style></head><body><header><h1>")
        .append(Html.escape(title))
        .append("</h1><p>")
        .append(Html.escape(all.current()))
        .append(" compared with ")
        .append(Html.escape(all.reference()))
        .append("</p></header><main>");
    section("Population stability index over time", overTime());
    section("Columns", table());
    out.append("<section class='charts'>");
    all.drift().columns().stream().limit(MOST_CHARTS).forEach(this::distribution);
    out.append("</section>");
    section("Data", Html.pairs(data()));
    return out.append("</main></body></html>\n").toString();
  }

  private void section(String title, String content) {
    out.append("<section><h2>").append(title).append("</h2>").append(content).append("</section>");
  }

  private String overTime() {
    List<String> names =
        all.drift().columns().stream().limit(MOST_LINES).map(ColumnDrift::name).toList();
    TimeChart chart = new TimeChart(all.threshold());
    for (String name : names) {
      chart.line(
          name,
          all.periods().stream().map(Comparison.Period::from).toList(),
          all.periods().stream().map(p -> p.psi().getOrDefault(name, Double.NaN)).toList());
    }
    boolean days = all.periods().get(0).length().toHours() > 1;
    return "<p>Per "
        + (days ? "day" : "hour")
        + ", in UTC, of the columns that differ most. The dashed line is the threshold. A period"
        + " of few rows is noisy.</p>"
        + chart.svg();
  }

  private String table() {
    List<List<String>> rows = new ArrayList<>();
    for (ColumnDrift column : all.drift().columns()) {
      ColumnDrift.Order order = column.order();
      rows.add(
          List.of(
              column.name(),
              column.isDrift(all.threshold()) ? "drift" : "",
              number(column.psi()),
              number(column.noise()),
              order == null ? "" : number(order.ks()),
              number(column.jensenShannon()),
              number(column.hellinger()),
              order == null ? "" : number(order.wasserstein()),
              share(column.reference().missingShare())
                  + " → "
                  + share(column.current().missingShare()),
              median(column.reference()) + " → " + median(column.current())));
    }
    return Html.table(
            List.of(
                "column",
                "",
                "PSI",
                "noise",
                "KS",
                "Jensen–Shannon",
                "Hellinger",
                "Wasserstein",
                "without a value",
                "median"),
            rows)
        + "<p>A column drifted if its PSI is above the threshold and above the noise: the PSI that"
        + " independent rows without drift exceed with a probability of one in a million.</p>";
  }

  private void distribution(ColumnDrift column) {
    Bins bins = column.bins();
    out.append("<figure><figcaption>")
        .append(Html.escape(column.name()))
        .append(", PSI ")
        .append(number(column.psi()))
        .append("</figcaption>")
        .append(PairedBars.svg(column.name(), bins.labels(), bins.reference(), bins.current()))
        .append("</figure>");
  }

  private Map<String, String> data() {
    Map<String, String> data = new LinkedHashMap<>();
    data.put("reference", all.reference());
    data.put("rows of the reference", Html.number(all.referenceRows()));
    data.put("compared", all.current());
    data.put("compared rows", Html.number(all.currentRows()));
    data.put("threshold of the PSI", Html.exact(all.threshold()));
    put(data, "only in the reference", all.drift().onlyReference());
    put(data, "only in the compared rows", all.drift().onlyCurrent());
    put(data, "not compared, too many different texts", all.drift().identifiers());
    data.put("relative error of quantiles", NumberSummary.ERROR.toPlainString());
    return data;
  }

  private static void put(Map<String, String> data, String what, List<String> names) {
    if (!names.isEmpty()) {
      data.put(what, String.join(", ", names));
    }
  }

  private static String median(ColumnSummary summary) {
    return ColumnDrift.quantiles(summary).entrySet().stream()
        .filter(each -> each.getKey().equals("0.5") && each.getValue().isPresent())
        .map(each -> number(each.getValue().getAsDouble()))
        .findFirst()
        .orElse("–");
  }

  private static String share(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * value);
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "–" : Html.number(value);
  }

  /** Bars of the shares of two distributions, side by side. */
  private static final class PairedBars {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 120;

    private PairedBars() {}

    static String svg(String title, List<String> labels, long[] reference, long[] current) {
      double m = Math.max(1, Arrays.stream(reference).sum());
      double n = Math.max(1, Arrays.stream(current).sum());
      double most = 0;
      for (int i = 0; i < reference.length; i++) {
        most = Math.max(most, Math.max(reference[i] / m, current[i] / n));
      }
      StringBuilder svg = new StringBuilder();
      svg.append(
          String.format(
              Locale.ROOT,
              "<svg viewBox='0 0 %d %d' role='img' aria-label='%s'>",
              WIDTH,
              HEIGHT,
              Html.escape(title)));
      double slot = (double) WIDTH / Math.max(1, reference.length);
      for (int i = 0; i < reference.length; i++) {
        bar(svg, "before", i * slot + .08 * slot, .4 * slot, reference[i] / m, most, labels.get(i));
        bar(svg, "now", i * slot + .5 * slot, .4 * slot, current[i] / n, most, labels.get(i));
      }
      return svg.append("</svg>").toString();
    }

    private static void bar(
        StringBuilder svg,
        String style,
        double x,
        double width,
        double share,
        double most,
        String label) {
      double height = most == 0 ? 0 : HEIGHT * share / most;
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect class='%s' x='%.1f' y='%.1f' width='%.1f' height='%.1f'>"
                  + "<title>%s: %.2f %% %s</title></rect>",
              style,
              x,
              HEIGHT - height,
              width,
              height,
              Html.escape(label),
              100 * share,
              style.equals("before") ? "of the reference" : "of the compared rows"));
    }
  }
}
