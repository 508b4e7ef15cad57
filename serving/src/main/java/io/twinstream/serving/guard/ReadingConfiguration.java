package io.twinstream.serving.guard;

import io.micronaut.context.annotation.ConfigurationProperties;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * What reading may cost, and what becomes of it where the store fails. Defaults are in
 * application.properties.
 *
 * @param deadline how long reading may take, unless the caller says less
 * @param maxConcurrent how many requests may be under way
 * @param whenStoreFails what is answered then
 * @param lastKnownBytes how many bytes of states are remembered for {@link
 *     WhenStoreFails#LAST_KNOWN}
 * @param retryAfter how long a store that failed is left alone
 */
@ConfigurationProperties("twinstream.reading")
public record ReadingConfiguration(
    @NotNull Duration deadline,
    @Min(1) int maxConcurrent,
    @NotNull WhenStoreFails whenStoreFails,
    @Min(0) long lastKnownBytes,
    @NotNull Duration retryAfter) {}
