package io.twinstream.serving.guard;

import io.micronaut.context.annotation.ConfigurationProperties;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * The limits of reads, and the fallback if the store fails. Defaults are in application.properties.
 *
 * @param deadline the deadline of a read, unless the caller sets a shorter one
 * @param maxConcurrent the largest number of concurrent requests
 * @param whenStoreFails the fallback
 * @param lastKnownBytes the largest size of the states kept for {@link WhenStoreFails#LAST_KNOWN},
 *     in bytes
 * @param retryAfter how long the circuit breaker stays open
 */
@ConfigurationProperties("twinstream.reading")
public record ReadingConfiguration(
    @NotNull Duration deadline,
    @Min(1) int maxConcurrent,
    @NotNull WhenStoreFails whenStoreFails,
    @Min(0) long lastKnownBytes,
    @NotNull Duration retryAfter) {}
