package io.twinstream.offline.models.report;

import io.twinstream.offline.models.evaluation.Evaluation;
import io.twinstream.offline.models.training.Recipe;
import io.twinstream.offline.models.training.Trained;
import io.twinstream.offline.models.training.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Writes the HTML report of a trained model: metrics, curves, and how it was trained. It has no
 * scripts and no external links.
 */
public final class Report {
  private static final int MOST_FEATURES = 30;
  private static final int CALIBRATION_DECADES = 4;

  private final Trained trained;
  private final Evaluation test;
  private final StringBuilder out = new StringBuilder();

  private Report(Trained trained) {
    this.trained = trained;
    this.test = trained.test();
  }

  /**
   * Writes the page.
   *
   * @param data where the rows came from and how they were split, for the reader
   */
  public static String of(Trained trained, Map<String, String> data) {
    return new Report(trained).page(data);
  }

  private String page(Map<String, String> data) {
    String title = trained.card().id() + " for " + trained.card().service();
    out.append("<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'>")
        .append("<meta name='viewport' content='width=device-width, initial-scale=1'><title>")
        .append(Html.escape(title))
        .append("</title><style>")
        .append(Html.resource("report.css"))
        .append("</style></head><body><header><h1>")
        .append(Html.escape(title))
        .append("</h1><p>")
        .append(Html.escape(trained.recipe().kind().id()))
        .append(" on ")
        .append(trained.card().features().size())
        .append(" features, fingerprint <code>")
        .append(trained.card().fingerprint())
        .append("</code></p></header><main>");
    metrics();
    curves();
    section("Features", Html.bars(trained.importance(), MOST_FEATURES) + importanceNote());
    section("Recipe", Html.pairs(recipe(trained.recipe())));
    if (!trained.trials().isEmpty()) {
      section("Validation", trials());
    }
    section("Data", Html.pairs(data));
    return out.append("</main></body></html>\n").toString();
  }

  private void metrics() {
    out.append("<section class='tiles'>");
    test.metrics().forEach((name, value) -> tile(name.replace('_', ' '), Html.number(value)));
    tile("test rows", Html.number(test.rows()));
    tile("of them positive", Html.number(test.positives()));
    out.append("</section>");
  }

  private void tile(String name, String value) {
    out.append("<div><b>").append(value).append("</b><span>").append(Html.escape(name));
    out.append("</span></div>");
  }

  private void curves() {
    double share = test.rows() == 0 ? 0 : test.positives() / (double) test.rows();
    Chart roc =
        Chart.linear("false positive rate", "true positive rate")
            .reference(0, 0, 1, 1)
            .curve(test.roc());
    Chart precision =
        Chart.linear("recall", "precision")
            .reference(0, share, 1, share)
            .curve(test.precisionRecall());
    String x = "mean probability";
    String y = "share of positives";
    Chart calibration =
        share < 0.05 ? Chart.logarithmic(CALIBRATION_DECADES, x, y) : Chart.linear(x, y);
    calibration.reference(0, 0, 1, 1).curve(test.calibration()).dots(test.calibration());
    out.append("<section class='charts'>");
    figure("ROC", roc);
    figure("Precision and recall", precision);
    figure("Calibration", calibration);
    out.append("</section>");
  }

  private void figure(String caption, Chart chart) {
    out.append("<figure><figcaption>").append(caption).append("</figcaption>");
    out.append(chart.svg(caption)).append("</figure>");
  }

  private void section(String title, String content) {
    out.append("<section><h2>").append(title).append("</h2>").append(content).append("</section>");
  }

  private String importanceNote() {
    return switch (trained.recipe().kind()) {
      case LOGISTIC -> "<p>The weight of the standardized feature.</p>";
      case BOOSTED_TREES -> "<p>The mean gain of the splits on the feature.</p>";
    };
  }

  private static Map<String, String> recipe(Recipe recipe) {
    Map<String, String> pairs = new LinkedHashMap<>();
    pairs.put("model", recipe.kind().id());
    new java.util.TreeMap<>(recipe.parameters())
        .forEach((name, value) -> pairs.put(name, Html.exact(value)));
    pairs.put("class weight of positives", recipe.positiveWeight().toString());
    pairs.put("calibration", recipe.calibrated() ? "sigmoid" : "none");
    pairs.put("seed", Long.toString(recipe.seed()));
    return pairs;
  }

  /** Formats the parameters that were varied, and the means of the metrics. */
  private String trials() {
    List<Trial> trials = trained.trials();
    List<String> varied = new ArrayList<>();
    for (String name : new TreeSet<>(trials.get(0).parameters().keySet())) {
      if (trials.stream().map(t -> t.parameters().get(name)).distinct().count() > 1) {
        varied.add(name);
      }
    }
    List<String> metrics = List.copyOf(trials.get(0).means().keySet());
    List<String> head = new ArrayList<>(varied);
    metrics.forEach(name -> head.add(name.replace('_', ' ')));
    List<List<String>> rows = new ArrayList<>();
    for (Trial trial : trials) {
      List<String> row = new ArrayList<>();
      varied.forEach(name -> row.add(Html.exact(trial.parameters().get(name))));
      metrics.forEach(
          name ->
              row.add(String.format(Locale.ROOT, "%.4f", trial.means().getOrDefault(name, 0.0))));
      rows.add(row);
    }
    return "<p>Means over earlier periods, the best first; they use no row of the test.</p>"
        + Html.table(head, rows);
  }
}
