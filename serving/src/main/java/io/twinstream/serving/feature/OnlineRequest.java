package io.twinstream.serving.feature;

import io.twinstream.serving.reading.EntityRow;
import io.twinstream.serving.reading.FeatureList;
import java.util.List;

/**
 * A question about entities, one per row.
 *
 * @param many whether the caller asked for rows, and gets rows
 */
record OnlineRequest(FeatureList list, List<EntityRow> rows, boolean many) {}
