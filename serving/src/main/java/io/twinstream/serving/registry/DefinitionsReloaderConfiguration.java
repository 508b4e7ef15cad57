package io.twinstream.serving.registry;

import io.micronaut.context.annotation.ConfigurationProperties;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * The delay until a running server serves newly applied definitions. Defaults are in
 * application.properties.
 *
 * @param every the interval of the checks
 */
@ConfigurationProperties("twinstream.take-up")
record DefinitionsReloaderConfiguration(@NotNull Duration every) {}
