package io.twinstream.offline.models.training;

import io.twinstream.features.service.CompiledService;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is to be trained.
 *
 * @param name of the model
 * @param version of the model
 * @param serviceId the service's {@code name@version}
 * @param columns of the training set; the features are the service's
 * @param split by time; empty to split by the column of parts
 * @param recipe how; its parameters are the first of each axis of the grid
 * @param grid of each parameter, the values to choose from
 * @param folds how many times each choice is validated; 0 for not at all
 * @param k for card precision
 * @param threshold from which probability on a row counts as positive, for the model's metadata
 */
public record TrainRequest(
    String name,
    String version,
    String serviceId,
    CompiledService service,
    Path trainingSet,
    Columns columns,
    Optional<TimeSplit> split,
    Recipe recipe,
    Map<String, List<Double>> grid,
    int folds,
    int k,
    OptionalDouble threshold) {}
