package io.twinstream.serving.model;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * The folder of models. Defaults are in application.properties.
 *
 * @param folder with ONNX files, or of an MLflow registry, also in an object store; null for no
 *     models
 * @param reloadEvery the interval of the scans; a changed file is loaded when two successive scans
 *     found it equal
 */
@ConfigurationProperties("twinstream.models")
public record ModelsConfiguration(@Nullable String folder, @NotNull Duration reloadEvery) {}
