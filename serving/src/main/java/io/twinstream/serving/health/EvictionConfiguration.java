package io.twinstream.serving.health;

import io.micronaut.context.annotation.ConfigurationProperties;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * What is done about a store that may drop states for want of memory. Defaults are in
 * application.properties.
 *
 * @param then whether the service warns, or does not start and is not ready
 * @param every how often it is looked at
 */
@ConfigurationProperties("twinstream.eviction")
record EvictionConfiguration(@NotNull Then then, @NotNull Duration every) {
  /** What is done. */
  enum Then {
    WARN,
    REFUSE
  }
}
