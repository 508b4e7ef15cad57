package io.twinstream.serving.reading;

import io.twinstream.features.row.FeatureRow;
import java.util.Map;

/**
 * One row of a request: its entities, request fields, and event. Created by {@link
 * FeatureList#row}.
 *
 * @param entities ids by the entity's name, as given
 * @param ids the id for each of the list's keys
 * @param request the request's fields by slot
 * @param event to add to the states of its source's views; null for none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record EntityRow(
    Map<String, String> entities, String[] ids, FeatureRow request, SourceEvent event) {}
