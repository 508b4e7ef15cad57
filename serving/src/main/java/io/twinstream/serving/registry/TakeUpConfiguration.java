package io.twinstream.serving.registry;

import io.micronaut.context.annotation.ConfigurationProperties;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * How soon a running server serves what was applied. Defaults are in application.properties.
 *
 * @param every how often it looks
 */
@ConfigurationProperties("twinstream.take-up")
record TakeUpConfiguration(@NotNull Duration every) {}
