package io.twinstream.offline.models.tracking;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * A training run to store.
 *
 * @param parameters the chosen parameters
 * @param metrics the results
 * @param tags further labels for searching
 * @param artifacts files by name
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
