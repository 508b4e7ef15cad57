package io.twinstream.serving.served;

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
 * What is logged of the answers. Defaults are in application.properties.
 *
 * @param topic that it goes to; null for none
 * @param folder where it goes to as Parquet files; null for none
 * @param share of the answers that are logged, from 0 to 1
 * @param waiting how many answers may wait to be logged; those beyond are dropped and counted
 * @param fileRows how many answers a file has at most
 * @param fileAge how long an answer may wait for its file
 */
@ConfigurationProperties("twinstream.served")
public record ServedConfiguration(
    @Nullable String topic,
    @Nullable Path folder,
    @DecimalMin("0") @DecimalMax("1") double share,
    @Min(1) @Max(1_000_000) int waiting,
    @Min(1) @Max(1_000_000) int fileRows,
    @NotNull Duration fileAge) {}
