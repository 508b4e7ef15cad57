package io.twinstream.offline.log.asof;

import io.twinstream.features.row.FeatureRow;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * A request for the features of some entities as of an instant.
 *
 * @param entities the id of the entity of each of the service's views, in their order; null for
 *     none: the view's features are then those of an entity without events
 * @param request the fields that a caller supplies, by the slots of the service's request
 * @param known the known time up to which events count, in milliseconds since 1970
 * @param asOf the instant at which the features are evaluated, in milliseconds since 1970
 * @param source the source of the event that the question names
 * @param event the id of the events that must not be seen because the question is about them; empty
 *     for none
 */
public record AsOfQuestion(
    List<String> entities, FeatureRow request, long known, long asOf, String source, String event) {
  public AsOfQuestion {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(event, "event");
    entities = Collections.unmodifiableList(entities); // with nulls
  }
}
