package io.twinstream.serving.health;

import io.micronaut.context.annotation.ConfigurationProperties;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * The reaction to an online store that may evict states when its memory is full. Defaults are in
 * application.properties.
 *
 * @param then whether the server only warns, or refuses to start and is not ready
 * @param every the interval of the checks
 */
@ConfigurationProperties("twinstream.eviction")
record EvictionConfiguration(@NotNull Then then, @NotNull Duration every) {
  /** The reaction. */
  enum Then {
    WARN,
    REFUSE
  }
}
