package io.twinstream.serving.score;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The configuration of scoring. Defaults are in application.properties.
 *
 * @param file of the models' shares, shadows and fallbacks; null if each service has one model and
 *     no rules
 * @param deadline of a score if the file gives none
 * @param threads that run models; 0 to run them on the thread that receives the store's reply
 * @param waiting the largest number of requests that wait for one of these threads
 */
@ConfigurationProperties("twinstream.scoring")
public record ScoringConfiguration(
    @Nullable Path file,
    @NotNull Duration deadline,
    @Min(0) @Max(256) int threads,
    @Min(1) @Max(1_000_000) int waiting) {}
