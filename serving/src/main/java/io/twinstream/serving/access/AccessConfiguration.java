package io.twinstream.serving.access;

import io.micronaut.context.annotation.ConfigurationProperties;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

/**
 * The rights of callers, and their limits. Defaults are in application.properties.
 *
 * @param anonymous the role of a caller without a key
 * @param maxQps the largest number of requests per second of one caller; 0 for no limit
 * @param maxWrong the largest number of wrong keys and tokens per minute from one address; 0 for no
 *     limit
 */
@ConfigurationProperties("twinstream.access")
public record AccessConfiguration(
    @NotNull Role anonymous, @Min(0) int maxQps, @Min(0) int maxWrong) {}
