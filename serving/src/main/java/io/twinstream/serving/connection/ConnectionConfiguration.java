package io.twinstream.serving.connection;

import io.micronaut.context.annotation.ConfigurationProperties;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * What callers may hold open. Defaults are in application.properties.
 *
 * @param max how many connections there may be at once; others are closed as they come
 * @param maxPerAddress how many of them may be of one address; 0 for any number
 * @param requestWithin how long a request may take to arrive: the first of a connection from when
 *     it is opened, others from their first byte
 */
@ConfigurationProperties("twinstream.connections")
record ConnectionConfiguration(
    @Min(1) int max, @Min(0) int maxPerAddress, @NotNull Duration requestWithin) {}
