package io.twinstream.serving.drift;

import io.micronaut.context.annotation.ConfigurationProperties;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * The configuration of the watch for drift. Defaults are in application.properties.
 *
 * @param rowsPerSecond the greatest number of scored rows per second that are summarized; 0 for
 *     none
 */
@ConfigurationProperties("twinstream.drift")
public record DriftConfiguration(@Min(0) @Max(10_000) int rowsPerSecond) {}
