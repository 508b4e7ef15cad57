package io.twinstream.offline.training;

import io.twinstream.features.definition.Project;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@code LeakCheck} checks, against what.
 *
 * @param service by {@code name@version}
 * @param history paths by source
 * @param at the source whose events the rows are or name, if the training set does not say it and
 *     the service has views of several
 * @param time the column of the rows' times, if it is not the one that the training set says
 * @param label a column of 0 and 1, for models on both kinds of values
 * @param sample how many rows are computed again
 * @param seed decides which
 */
public record LeakRequest(
    Project project,
    String service,
    Path trainingSet,
    Map<String, String> history,
    Optional<String> at,
    Optional<String> time,
    Optional<String> label,
    int sample,
    long seed) {}
