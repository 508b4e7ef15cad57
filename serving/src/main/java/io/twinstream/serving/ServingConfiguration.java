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
 * What the service serves, and how much of it at once. Defaults are in application.properties.
 *
 * @param definitions the file or folder of the project's definitions; {@code registry:PROJECT} for
 *     those that are applied
 * @param followWithin how long after a pointer has moved, or a pipeline has stopped, readers may
 *     still see what was before
 * @param maxRows how many rows one request may ask for
 */
@ConfigurationProperties("twinstream")
public record ServingConfiguration(
    @NotNull Path definitions, @NotNull Duration followWithin, @Min(1) @Max(100_000) int maxRows) {
  /** The project whose applied definitions are served; empty where they are files. */
  public Optional<String> appliedProject() {
    return AppliedDefinitions.project(definitions.toString());
  }
}
