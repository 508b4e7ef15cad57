package io.twinstream.serving.cache;

import io.micronaut.core.convert.ConversionService;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.text.Durations;
import io.twinstream.features.text.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The TTL of the cached states of each view, always shorter than the view's freshness. */
final class TimesToLive {
  /** Nothing is cached. */
  static final TimesToLive NONE = new TimesToLive(Map.of());

  private static final String ALL = "*";

  /** By view, in nanoseconds. */
  private final Map<String, Long> nanos;

  private TimesToLive(Map<String, Long> nanos) {
    this.nanos = nanos;
  }

  /**
   * Parses the configuration.
   *
   * @throws IllegalArgumentException with all mistakes in it for these definitions
   */
  static TimesToLive of(List<String> configured, Project project) {
    List<String> problems = new ArrayList<>();
    Map<String, Duration> written = new LinkedHashMap<>();
    for (String each : configured) {
      String entry = each.strip();
      int at = entry.lastIndexOf('=');
      Optional<Duration> ttl =
          ConversionService.SHARED.convert(entry.substring(at + 1).strip(), Duration.class);
      String view = at < 0 ? "" : entry.substring(0, at).strip();
      if (view.isEmpty() || ttl.isEmpty() || ttl.get().compareTo(Duration.ofMillis(1)) < 0) {
        problems.add("'" + entry + "' is not VIEW=DURATION, such as card_spend@1=500ms");
      } else if (!view.equals(ALL) && !project.views().containsKey(view)) {
        problems.add(Names.unknown("view", view, project.views().keySet()));
      } else if (written.putIfAbsent(view, ttl.get()) != null) {
        problems.add("'" + view + "' is given twice");
      }
    }
    Map<String, Long> nanos = new LinkedHashMap<>();
    for (View view : project.views().values()) {
      Duration ttl = written.getOrDefault(view.id(), written.get(ALL));
      if (ttl != null && ttl.compareTo(view.freshness()) >= 0) {
        problems.add(
            "%s has a TTL of %s, but must be fresh within %s: choose a shorter TTL"
                .formatted(view.id(), Durations.spell(ttl), Durations.spell(view.freshness())));
      } else if (ttl != null) {
        nanos.put(view.id(), ttl.toNanos());
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("twinstream.cache.ttl: " + String.join("; ", problems));
    }
    return new TimesToLive(nanos);
  }

  /** The TTL of a view's states in nanoseconds; 0 to cache none. */
  long nanos(String view) {
    return nanos.getOrDefault(view, 0L);
  }

  /** The shortest TTL in nanoseconds; 0 if nothing is cached. */
  long shortest() {
    return nanos.values().stream().mapToLong(Long::longValue).min().orElse(0);
  }
}
