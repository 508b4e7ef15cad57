package io.twinstream.serving.cache;

import io.twinstream.features.definition.Project;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The times to live of the definitions that are served now. */
final class LiveTimes {
  private static final Logger LOG = LoggerFactory.getLogger(LiveTimes.class);

  private final List<String> configured;
  private volatile TimesToLive current;

  /**
   * @throws IllegalArgumentException with all that is wrong with what is configured
   */
  LiveTimes(List<String> configured, Project project) {
    this.configured = configured;
    this.current = TimesToLive.of(configured, project);
  }

  TimesToLive current() {
    return current;
  }

  /** Takes over other definitions: a server that runs goes on, if need be without a cache. */
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
      LOG.error("nothing is cached of the definitions that are served now: {}", e.getMessage());
      current = TimesToLive.NONE;
    }
  }
}
