package io.twinstream.pipelines.metrics;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where metrics are exported.
 *
 * @param host the address to listen at
 * @param from the first port to try
 * @param to the last port to try
 */
public record MetricsAddress(String host, int from, int to) {
  private static final Pattern FORM = Pattern.compile("(.+):(\\d{1,5})(?:-(\\d{1,5}))?");
  private static final int LAST = 65_535;

  /**
   * Parses {@code HOST:PORT} or {@code HOST:FROM-TO}.
   *
   * @throws IllegalArgumentException if it has another form
   */
  public static MetricsAddress parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (parts.matches()) {
      int from = Integer.parseInt(parts.group(2));
      int to = parts.group(3) == null ? from : Integer.parseInt(parts.group(3));
      if (from > 0 && from <= to && to <= LAST) {
        return new MetricsAddress(parts.group(1), from, to);
      }
    }
    throw new IllegalArgumentException(
        "--metrics=%s is no address; give HOST:PORT or HOST:FROM-TO, such as 0.0.0.0:9250-9259"
            .formatted(text));
  }
}
