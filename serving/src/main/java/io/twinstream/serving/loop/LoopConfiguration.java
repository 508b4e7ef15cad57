package io.twinstream.serving.loop;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.exceptions.ConfigurationException;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * How the server's event loops wait. Defaults are in application.properties.
 *
 * @param awake how long a loop that has nothing to do stays awake, looking for more; 0 to sleep at
 *     once. At most 1 ms
 */
@ConfigurationProperties("twinstream.loops")
public record LoopConfiguration(@NotNull Duration awake) {
  /** What other threads hand to a loop that is awake waits for as long. */
  private static final Duration MOST_AWAKE = Duration.ofMillis(1);

  /** Refuses what would keep the server's processors busy. */
  public LoopConfiguration {
    if (awake.isNegative() || awake.compareTo(MOST_AWAKE) > 0) {
      throw new ConfigurationException(
          "twinstream.loops.awake is %s, it must be between 0 and 1 ms; 100us is enough for a Redis on the same machine"
              .formatted(awake));
    }
  }
}
