package io.twinstream.serving.connection;

import io.micronaut.context.annotation.ConfigurationProperties;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * What callers may hold open. Defaults are in application.properties.
 *
 * @param max how many connections there may be at once; others are closed as they come
 * @param requestWithin how long a request may take to arrive, from its first byte to its last
 */
@ConfigurationProperties("twinstream.connections")
record ConnectionConfiguration(@Min(1) int max, @NotNull Duration requestWithin) {}
