package io.twinstream.serving.access;

import io.micronaut.context.annotation.ConfigurationProperties;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

/**
 * What callers may do. Defaults are in application.properties.
 *
 * @param anonymous the role of a caller without a key
 * @param maxQps requests per second that one caller may send; 0 for any number
 * @param maxWrong wrong keys and tokens per minute from one address; 0 for any number
 */
@ConfigurationProperties("twinstream.access")
public record AccessConfiguration(
    @NotNull Role anonymous, @Min(0) int maxQps, @Min(0) int maxWrong) {}
