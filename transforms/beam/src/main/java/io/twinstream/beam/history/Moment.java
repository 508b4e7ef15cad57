package io.twinstream.beam.history;

import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.FirstOfRecord;
import java.util.Comparator;
import java.util.Objects;

/**
 * Something that history tells of one entity: an event that happened to it, a row that wants its
 * features, or both at once; or the state that an earlier part of history has left, which comes
 * before all of these.
 *
 * @param entity its id; empty for a row whose event is about no entity of the view's kind
 * @param event null for a row that is no event of the view
 * @param row null for an event that wants no features
 * @param before the state before this part of history; null for what is in it
 */
record Moment(String entity, Event event, PartialRow row, EntityState before) {
  /**
   * By entity, each by known time; what shares both is ordered by position and content, so that the
   * same history is always replayed the same way.
   */
  static final Comparator<Moment> ORDER =
      Comparator.comparing(Moment::entity)
          .thenComparingLong(Moment::known)
          .thenComparing(Moment::at, FirstOfRecord.ORDER);

  /** Over how many groups entities are spread: enough for the cores of a large cluster. */
  private static final int GROUPS = 256;

  Moment {
    Objects.requireNonNull(entity, "entity");
    if (event == null && row == null && before == null) {
      throw new IllegalArgumentException("neither an event nor a row nor a state");
    }
  }

  Moment(String entity, Event event, PartialRow row) {
    this(entity, event, row, null);
  }

  /** The state that an earlier part of history has left of an entity. */
  static Moment before(String entity, EntityState state) {
    return new Moment(entity, null, null, state);
  }

  /** What stands in history at this moment. */
  Event at() {
    return event != null ? event : row.event();
  }

  long known() {
    return before != null ? Long.MIN_VALUE : at().known();
  }

  /** The group in which an entity is replayed; rows without one are spread over all of them. */
  Long group() {
    int hash = entity.isEmpty() ? at().position().hashCode() : entity.hashCode();
    return (long) Math.floorMod(hash * 0x9E3779B9 >>> 8, GROUPS);
  }
}
