package io.twinstream.serving.model;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where models come from. Defaults are in application.properties.
 *
 * @param folder with ONNX files, or of an MLflow registry; null for no models
 * @param reloadEvery how often the folder is looked at; what changed is loaded once it has been the
 *     same twice
 */
@ConfigurationProperties("twinstream.models")
public record ModelsConfiguration(@Nullable Path folder, @NotNull Duration reloadEvery) {}
