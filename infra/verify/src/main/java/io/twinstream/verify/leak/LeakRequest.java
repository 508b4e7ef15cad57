package io.twinstream.verify.leak;

import io.twinstream.features.definition.Project;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a leak check.
 *
 * @param service by {@code name@version}
 * @param history paths by source
 * @param at the source whose events the rows are or name; needed if the training set does not
 *     record it and the service has views of several sources
 * @param time the column of the rows' times, if it differs from the recorded one
 * @param label a column of 0 and 1, for models on both kinds of values
 * @param sample the number of rows to compute again
 * @param seed selects the rows
 * @param maxRecordBytes longer records are no events
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
    long seed,
    int maxRecordBytes) {}
