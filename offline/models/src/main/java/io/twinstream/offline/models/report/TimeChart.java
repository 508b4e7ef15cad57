package io.twinstream.offline.models.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines over time as inline SVG, with a threshold and a legend. */
final class TimeChart {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 200;
  private static final int LEFT = 44;
  private static final int BOTTOM = 40;
  private static final int LEGEND = 18;

  private final double threshold;
  private final List<Line> lines = new ArrayList<>();

  private record Line(String name, List<Instant> times, List<Double> values) {}

  TimeChart(double threshold) {
    this.threshold = threshold;
  }

  /** Adds a line; values that are NaN are left out. */
  void line(String name, List<Instant> times, List<Double> values) {
    lines.add(new Line(name, times, values));
  }

  String svg() {
    double most = 2 * threshold;
    for (Line line : lines) {
      for (double value : line.values()) {
        most = Math.max(most, Double.isNaN(value) ? 0 : value);
      }
    }
    StringBuilder svg = new StringBuilder();
    int height = HEIGHT + BOTTOM + LEGEND * lines.size();
    append(
        svg,
        "<svg viewBox='0 0 %d %d' role='img' aria-label='population stability index over time'>",
        WIDTH,
        height);
    for (double tick : new double[] {0, most / 2, most}) {
      append(
          svg,
          "<line class='grid' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/>"
              + "<text class='axis' text-anchor='end' x='%d' y='%.1f'>%.2f</text>",
          LEFT,
          WIDTH,
          y(tick, most),
          y(tick, most),
          LEFT - 6,
          y(tick, most) + 4,
          tick);
    }
    append(
        svg,
        "<line class='reference' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/>",
        LEFT,
        WIDTH,
        y(threshold, most),
        y(threshold, most));
    for (int i = 0; i < lines.size(); i++) {
      draw(svg, i, most);
    }
    return svg.append("</svg>").toString();
  }

  private void draw(StringBuilder svg, int index, double most) {
    Line line = lines.get(index);
    long first = line.times().get(0).toEpochMilli();
    long last = line.times().get(line.times().size() - 1).toEpochMilli();
    StringBuilder path = new StringBuilder();
    StringBuilder dots = new StringBuilder();
    for (int i = 0; i < line.times().size(); i++) {
      double value = line.values().get(i);
      if (Double.isNaN(value)) {
        continue;
      }
      double part =
          first == last
              ? .5
              : (double) (line.times().get(i).toEpochMilli() - first) / (last - first);
      double x = LEFT + 6 + part * (WIDTH - LEFT - 12);
      append(path, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x, y(value, most));
      append(
          dots,
          "<circle class='line%d' cx='%.1f' cy='%.1f' r='3'><title>%s, %s: %.3f</title></circle>",
          index,
          x,
          y(value, most),
          Html.escape(line.name()),
          line.times().get(i),
          value);
    }
    append(svg, "<path class='curve line%d' d='%s'/>%s", index, path, dots);
    if (index == 0) {
      append(
          svg,
          "<text class='axis' x='%d' y='%d'>%s</text>"
              + "<text class='axis' text-anchor='end' x='%d' y='%d'>%s</text>",
          LEFT,
          HEIGHT + 18,
          line.times().get(0),
          WIDTH,
          HEIGHT + 18,
          line.times().get(line.times().size() - 1));
    }
    int at = HEIGHT + BOTTOM + LEGEND * index;
    append(
        svg,
        "<circle class='line%d' cx='%d' cy='%d' r='5'/><text class='axis' x='%d' y='%d'>%s</text>",
        index,
        LEFT + 6,
        at,
        LEFT + 18,
        at + 4,
        Html.escape(line.name()));
  }

  private static double y(double value, double most) {
    return most == 0 ? HEIGHT : HEIGHT - (HEIGHT - 10) * value / most;
  }

  private static void append(StringBuilder to, String format, Object... values) {
    to.append(String.format(Locale.ROOT, format, values));
  }
}
