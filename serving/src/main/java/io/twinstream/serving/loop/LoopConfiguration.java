package io.twinstream.serving.loop;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.exceptions.ConfigurationException;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * How the server's event loops wait. Defaults are in application.properties.
 *
 * @param awake how long an idle loop polls before it sleeps; 0 to sleep at once. At most 1 ms
 */
@ConfigurationProperties("twinstream.loops")
public record LoopConfiguration(@NotNull Duration awake) {
  /** Tasks from other threads wait for this long at most while a loop polls. */
  private static final Duration MOST_AWAKE = Duration.ofMillis(1);

  /** Refuses values that would keep the processors busy. */
  public LoopConfiguration {
    if (awake.isNegative() || awake.compareTo(MOST_AWAKE) > 0) {
      throw new ConfigurationException(
          ("twinstream.loops.awake is %s, but must be between 0 and 1 ms; 100us is "
                  + "enough for a Redis on the same machine")
              .formatted(awake));
    }
  }
}
