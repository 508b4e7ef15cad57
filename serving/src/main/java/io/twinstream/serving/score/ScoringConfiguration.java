package io.twinstream.serving.score;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How services are scored. Defaults are in application.properties.
 *
 * @param file says which models take which share, their shadows and fallbacks; null where each
 *     service has one model and no rules
 * @param deadline how long a score may take where the file says nothing
 * @param threads that run models; 0 to run them where the store's answer arrives
 * @param waiting how many requests may wait for one of these threads
 */
@ConfigurationProperties("twinstream.scoring")
public record ScoringConfiguration(
    @Nullable Path file,
    @NotNull Duration deadline,
    @Min(0) @Max(256) int threads,
    @Min(1) @Max(1_000_000) int waiting) {}
