package io.twinstream.serving;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.twinstream.stores.AppliedDefinitions;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The definitions that the server serves, and the limits of a request. Defaults are in
 * application.properties.
 *
 * @param definitions the file or folder of the project's definitions; {@code registry:PROJECT} for
 *     applied definitions
 * @param followWithin the longest time for which readers may see the earlier status after a pointer
 *     has moved or a pipeline has stopped
 * @param maxRows the largest number of rows of one request
 */
@ConfigurationProperties("twinstream")
public record ServingConfiguration(
    @NotNull Path definitions, @NotNull Duration followWithin, @Min(1) @Max(100_000) int maxRows) {
  /** The project whose applied definitions are served; empty if the definitions are files. */
  public Optional<String> appliedProject() {
    return AppliedDefinitions.project(definitions.toString());
  }
}
