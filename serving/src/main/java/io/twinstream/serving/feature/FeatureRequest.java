package io.twinstream.serving.feature;

import io.twinstream.serving.reading.EntityRow;
import io.twinstream.serving.reading.FeatureList;
import java.util.List;

/** A question about entities, one per row. */
record FeatureRequest(FeatureList list, List<EntityRow> rows) {}
