package io.twinstream.serving.feature;

import io.twinstream.serving.reading.EntityRow;
import io.twinstream.serving.reading.FeatureList;
import java.util.List;

/** A request for features: the list of features, and one row per entity. */
record FeatureRequest(FeatureList list, List<EntityRow> rows) {}
