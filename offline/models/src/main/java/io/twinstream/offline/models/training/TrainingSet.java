package io.twinstream.offline.models.training;

import io.twinstream.offline.models.learning.LabelledRows;
import java.util.List;
import java.util.Map;

/**
 * A training set in memory.
 *
 * @param rows in the order of time; of one time, in the order of their values, so that neither
 *     files nor their order make a difference
 * @param parts the part of each row; empty unless there is a column of parts
 * @param unlabelled how many rows were left out because nobody knows what became of them
 * @param metadata of the files' footers
 */
public record TrainingSet(
    LabelledRows rows, List<String> parts, long unlabelled, Map<String, String> metadata) {}
