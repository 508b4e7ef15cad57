package io.twinstream.serving.connection;

import io.micronaut.context.annotation.ConfigurationProperties;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * Limits of connections. Defaults are in application.properties.
 *
 * @param max the largest number of connections; further ones are closed at once
 * @param maxPerAddress the largest number of connections from one address; 0 for no limit
 * @param requestWithin the longest time in which a request may arrive, counted from the opening of
 *     the connection for the first request, and from their first byte for others
 */
@ConfigurationProperties("twinstream.connections")
record ConnectionConfiguration(
    @Min(1) int max, @Min(0) int maxPerAddress, @NotNull Duration requestWithin) {}
