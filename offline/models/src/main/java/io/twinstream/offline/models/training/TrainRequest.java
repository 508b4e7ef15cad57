package io.twinstream.offline.models.training;

import io.twinstream.features.service.CompiledService;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The settings of a training.
 *
 * @param name the name of the model
 * @param version the version of the model
 * @param serviceId the {@code name@version} of the service
 * @param columns the columns of the training set; the features are those of the service
 * @param split the split by time; empty to split by the column of splits
 * @param recipe how to learn; its parameters are the first of each axis of the grid
 * @param grid the values to try, by parameter
 * @param folds the number of validations of each choice; 0 for none
 * @param k for card precision
 * @param threshold the probability from which on a row counts as positive, for the metadata of the
 *     model
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
