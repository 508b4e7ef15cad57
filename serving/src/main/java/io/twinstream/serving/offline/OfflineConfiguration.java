package io.twinstream.serving.offline;

import io.micronaut.context.annotation.ConfigurationProperties;
import jakarta.annotation.Nullable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The offline store and the limits of its reads. Defaults are in application.properties.
 *
 * @param history {@code SOURCE=PATH} of each source: preferably Twinstream's archive, of which only
 *     the requested entity is read; null for no offline store
 * @param deadline of a request
 * @param threads that read
 * @param waiting the largest number of requests that wait for a thread
 */
@ConfigurationProperties("twinstream.offline")
public record OfflineConfiguration(
    @Nullable List<String> history,
    @NotNull Duration deadline,
    @Min(1) @Max(64) int threads,
    @Min(1) @Max(10_000) int waiting) {

  /** Paths by source. */
  Map<String, String> paths() {
    Map<String, String> paths = new LinkedHashMap<>();
    for (String each : history == null ? List.<String>of() : history) {
      int equals = each.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "twinstream.offline.history must be SOURCE=PATH, not '" + each + "'");
      }
      paths.put(each.substring(0, equals).strip(), each.substring(equals + 1).strip());
    }
    return paths;
  }
}
