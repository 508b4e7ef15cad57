package io.twinstream.serving.cache;

import io.twinstream.features.definition.Project;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The TTLs of the served definitions. */
final class LiveTimes {
  private static final Logger LOG = LoggerFactory.getLogger(LiveTimes.class);

  private final List<String> configured;
  private volatile TimesToLive current;

  /**
   * @throws IllegalArgumentException with all mistakes in the configuration
   */
  LiveTimes(List<String> configured, Project project) {
    this.configured = configured;
    this.current = TimesToLive.of(configured, project);
  }

  TimesToLive current() {
    return current;
  }

  /**
   * Follows a change of the served definitions. The server continues if the TTLs do not fit them,
   * then without a cache.
   */
  void take(Project project) {
    List<String> known =
        configured.stream()
            .filter(
                entry ->
                    entry.startsWith("*")
                        || project.views().containsKey(entry.split("=", 2)[0].strip()))
            .toList();
    try {
      current = TimesToLive.of(known, project);
    } catch (IllegalArgumentException e) {
      LOG.error(
          "caching is off for the served definitions, because twinstream.cache.ttl does "
              + "not fit them: {}",
          e.getMessage());
      current = TimesToLive.NONE;
    }
  }
}
