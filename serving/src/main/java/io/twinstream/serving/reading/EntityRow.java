package io.twinstream.serving.reading;

import io.twinstream.features.row.FeatureRow;
import java.util.Map;

/**
 * One question: whose features, with which fields of a request, and with which event. {@link
 * FeatureList#row} makes it.
 *
 * @param entities ids by the entity's name, as given
 * @param ids the id for each of the list's keys
 * @param request the request's fields by slot
 * @param event what is united with the states of its source's views; null for none
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record EntityRow(
    Map<String, String> entities, String[] ids, FeatureRow request, SourceEvent event) {}
