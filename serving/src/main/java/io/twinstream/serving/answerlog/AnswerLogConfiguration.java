package io.twinstream.serving.answerlog;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The configuration of the answer log. Defaults are in application.properties.
 *
 * @param topic to append to; null for none
 * @param folder for Parquet files; null for none
 * @param share of the answers that are logged, from 0 to 1
 * @param waiting the largest number of answers that wait to be logged; further ones are dropped and
 *     counted
 * @param fileRows the largest number of answers in a file
 * @param fileAge the longest time that an answer waits for its file
 */
@ConfigurationProperties("twinstream.served")
public record AnswerLogConfiguration(
    @Nullable String topic,
    @Nullable Path folder,
    @DecimalMin("0") @DecimalMax("1") double share,
    @Min(1) @Max(1_000_000) int waiting,
    @Min(1) @Max(1_000_000) int fileRows,
    @NotNull Duration fileAge) {}
