package io.twinstream.offline.models.report;

import io.twinstream.offline.models.evaluation.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A square line chart as inline SVG; both axes run from the same least value to 1. */
final class Chart {
  private static final int SIZE = 260;
  private static final int LEFT = 46;
  private static final int TOP = 10;
  private static final int BOTTOM = 40;
  private static final double FINEST = 0.7;

  private final StringBuilder body = new StringBuilder();
  private final int decades;

  private Chart(int decades, String x, String y) {
    this.decades = decades;
    List<Double> ticks = new ArrayList<>();
    if (decades == 0) {
      List.of(0.0, 0.25, 0.5, 0.75, 1.0).forEach(ticks::add);
    } else {
      for (int i = -decades; i <= 0; i++) {
        ticks.add(StrictMath.pow(10, i));
      }
    }
    for (double tick : ticks) {
      String label = decades == 0 ? plain(tick) : tick >= 0.01 ? plain(tick) : exponent(tick);
      line("grid", tick, least(), tick, 1);
      line("grid", least(), tick, 1, tick);
      text("middle", px(tick), TOP + SIZE + 16, label);
      text("end", LEFT - 7, py(tick) + 4, label);
    }
    text("middle", LEFT + SIZE / 2.0, TOP + SIZE + 34, x);
    append(
        "<text class='axis' text-anchor='middle' transform='translate(11 %s) rotate(-90)'>"
            + "%s</text>",
        number(TOP + SIZE / 2.0), Html.escape(y));
  }

  /** Creates a chart with linear axes and their labels. */
  static Chart linear(String x, String y) {
    return new Chart(0, x, y);
  }

  /**
   * Creates a chart with logarithmic axes over some powers of ten; lesser values are on the edge.
   */
  static Chart logarithmic(int decades, String x, String y) {
    return new Chart(decades, x, y);
  }

  private double least() {
    return decades == 0 ? 0 : StrictMath.pow(10, -decades);
  }

  /** Adds a reference line. */
  Chart reference(double x1, double y1, double x2, double y2) {
    line("reference", Math.max(x1, least()), Math.max(y1, least()), x2, y2);
    return this;
  }

  Chart curve(List<Point> points) {
    StringBuilder path = new StringBuilder();
    double x = Double.NEGATIVE_INFINITY;
    double y = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < points.size(); i++) {
      double nextX = px(points.get(i).x());
      double nextY = py(points.get(i).y());
      boolean moved = Math.abs(nextX - x) >= FINEST || Math.abs(nextY - y) >= FINEST;
      if (moved || i == points.size() - 1) {
        x = nextX;
        y = nextY;
        path.append(path.isEmpty() ? "M" : "L").append(number(x)).append(' ').append(number(y));
      }
    }
    append("<path class='curve' d='%s'/>", path);
    return this;
  }

  Chart dots(List<Point> points) {
    for (Point point : points) {
      append(
          "<circle class='dot' cx='%s' cy='%s' r='3.5'><title>%s → %s</title></circle>",
          number(px(point.x())),
          number(py(point.y())),
          String.format(Locale.ROOT, "%.4f", point.x()),
          String.format(Locale.ROOT, "%.4f", point.y()));
    }
    return this;
  }

  String svg(String title) {
    return String.format(
        Locale.ROOT,
        "<svg viewBox='0 0 %d %d' role='img' aria-label='%s'>%s</svg>",
        LEFT + SIZE + 14,
        TOP + SIZE + BOTTOM,
        Html.escape(title),
        body);
  }

  private void line(String style, double x1, double y1, double x2, double y2) {
    append(
        "<line class='%s' x1='%s' y1='%s' x2='%s' y2='%s'/>",
        style, number(px(x1)), number(py(y1)), number(px(x2)), number(py(y2)));
  }

  private void text(String anchor, double x, double y, String text) {
    append(
        "<text class='axis' text-anchor='%s' x='%s' y='%s'>%s</text>",
        anchor, number(x), number(y), Html.escape(text));
  }

  private void append(String format, Object... values) {
    body.append(String.format(Locale.ROOT, format, values));
  }

  private double px(double x) {
    return LEFT + SIZE * share(x);
  }

  private double py(double y) {
    return TOP + SIZE * (1 - share(y));
  }

  private double share(double value) {
    double kept = Math.min(1, Math.max(value, least()));
    return decades == 0 ? kept : 1 + StrictMath.log10(kept) / decades;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String plain(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.replaceAll("\\.?0+$", "");
  }

  private static String exponent(double value) {
    return "1e" + Math.round(StrictMath.log10(value));
  }
}
