package io.twinstream.offline.models.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Formats parts of HTML pages. */
final class Html {
  private Html() {}

  /** Returns the content of a file beside this class. */
  static String resource(String name) {
    try (InputStream in = Html.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;")
        .replace("\"", "&quot;");
  }

  /** Formats a number with as many digits as a reader needs. */
  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    double size = Math.abs(value);
    return String.format(
        Locale.ROOT, size >= 100 ? "%,.1f" : size >= 1e-3 ? "%.4f" : "%.2e", value);
  }

  /** Formats a number without rounding. */
  static String exact(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  /** Formats a table of names and values. */
  static String pairs(Map<String, String> pairs) {
    StringBuilder out = new StringBuilder("<table class='pairs'>");
    pairs.forEach(
        (name, value) ->
            out.append("<tr><th>")
                .append(escape(name))
                .append("</th><td>")
                .append(escape(value))
                .append("</td></tr>"));
    return out.append("</table>").toString();
  }

  /** Formats a table with a header. */
  static String table(List<String> head, List<List<String>> rows) {
    StringBuilder out = new StringBuilder("<table><thead><tr>");
    head.forEach(cell -> out.append("<th>").append(escape(cell)).append("</th>"));
    out.append("</tr></thead><tbody>");
    for (List<String> row : rows) {
      out.append("<tr>");
      row.forEach(cell -> out.append("<td>").append(escape(cell)).append("</td>"));
      out.append("</tr>");
    }
    return out.append("</tbody></table>").toString();
  }

  /** Formats bars; the longest has full width, and negative ones another colour. */
  static String bars(Map<String, Double> values, int most) {
    double greatest = values.values().stream().mapToDouble(Math::abs).max().orElse(0);
    StringBuilder out = new StringBuilder("<div class='bars'>");
    values.entrySet().stream()
        .sorted((a, b) -> Double.compare(Math.abs(b.getValue()), Math.abs(a.getValue())))
        .limit(most)
        .forEach(
            bar -> {
              double width = greatest == 0 ? 0 : 100 * Math.abs(bar.getValue()) / greatest;
              out.append(
                  String.format(
                      Locale.ROOT,
                      "<span>%s</span><span class='track'><i%s style='width:%.1f%%'></i></span>"
                          + "<b>%s</b>",
                      escape(bar.getKey()),
                      bar.getValue() < 0 ? " class='less'" : "",
                      width,
                      number(bar.getValue())));
            });
    return out.append("</div>").toString();
  }
}
