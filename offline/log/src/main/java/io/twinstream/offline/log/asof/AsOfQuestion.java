package io.twinstream.offline.log.asof;

import io.twinstream.features.row.FeatureRow;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * What somebody wants to know: the features of some entities as of an instant.
 *
 * @param entities the id of the entity of each of the service's views, in their order; null where
 *     there is none, and then the view's features are those of an entity that was never seen
 * @param request the fields that a caller supplies, by the slots of the service's request
 * @param known up to which known time events count, milliseconds since 1970
 * @param asOf the instant that features are of, milliseconds since 1970
 * @param source whose events the question names
 * @param event the id of those that are not to be seen, as the question is about them; empty for
 *     none
 */
public record AsOfQuestion(
    List<String> entities, FeatureRow request, long known, long asOf, String source, String event) {
  public AsOfQuestion {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(event, "event");
    entities = Collections.unmodifiableList(entities); // with nulls
  }
}
