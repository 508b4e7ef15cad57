package io.twinstream.serving.served;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

/**
 * What is logged of the answers. Defaults are in application.properties.
 *
 * @param topic that it goes to
 * @param share of the answers that are logged, from 0 to 1
 * @param waiting how many answers may wait to be logged; those beyond are dropped and counted
 */
@Requires(property = "twinstream.served.topic")
@ConfigurationProperties("twinstream.served")
public record ServedConfiguration(
    @NotBlank String topic,
    @DecimalMin("0") @DecimalMax("1") double share,
    @Min(1) @Max(1_000_000) int waiting) {}
