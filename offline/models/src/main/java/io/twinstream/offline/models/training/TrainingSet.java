package io.twinstream.offline.models.training;

import io.twinstream.offline.models.learning.LabelledRows;
import java.util.List;
import java.util.Map;

/**
 * A training set in memory.
 *
 * @param rows in the order of time; rows of the same time in the order of their values, so that the
 *     files and their order make no difference
 * @param parts the split of each row; empty unless there is a column of splits
 * @param unlabelled the number of rows that were left out because their label is null
 * @param metadata of the footers of the files
 */
public record TrainingSet(
    LabelledRows rows, List<String> parts, long unlabelled, Map<String, String> metadata) {}
