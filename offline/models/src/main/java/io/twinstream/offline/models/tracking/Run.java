package io.twinstream.offline.models.tracking;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * One training, as it is kept.
 *
 * @param parameters what was chosen
 * @param metrics what came out
 * @param tags whatever else it is found by
 * @param artifacts files, by their names
 */
public record Run(
    String name,
    Instant begun,
    Instant ended,
    Map<String, String> parameters,
    Map<String, Double> metrics,
    Map<String, String> tags,
    Map<String, byte[]> artifacts) {
  public Run {
    parameters = new TreeMap<>(parameters);
    metrics = new TreeMap<>(metrics);
    tags = new TreeMap<>(tags);
    artifacts = new TreeMap<>(artifacts);
  }
}
