package io.twinstream.serving.health;

import io.micronaut.context.annotation.ConfigurationProperties;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * When the checkpoints of live jobs are too old. Defaults are in application.properties.
 *
 * @param within how old the latest complete one may be before {@code /health} says so
 */
@ConfigurationProperties("twinstream.checkpoint")
record CheckpointConfiguration(@NotNull Duration within) {}
