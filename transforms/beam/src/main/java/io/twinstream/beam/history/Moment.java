package io.twinstream.beam.history;

import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.FirstOfRecord;
import java.util.Comparator;
import java.util.Objects;

/**
 * One element of the replay of an entity: an event, a row for which features are computed, or both
 * at once; or the state at the end of the previous chunk, which comes before all others.
 *
 * @param entity the id of the entity; empty for a row whose event does not name an entity of the
 *     view
 * @param event null for a row that is not an event of the view
 * @param row null for an event without a row
 * @param before the state before this chunk; null for a moment inside the chunk
 */
public record Moment(String entity, Event event, PartialRow row, EntityState before) {
  /**
   * Orders by entity, then by known time. Equal ones are ordered by position and content, so that
   * the same history is always replayed in the same order.
   */
  static final Comparator<Moment> ORDER =
      Comparator.comparing(Moment::entity)
          .thenComparingLong(Moment::known)
          .thenComparing(Moment::at, FirstOfRecord.ORDER);

  /** The number of groups of entities: enough for the cores of a large cluster. */
  private static final int GROUPS = 256;

  public Moment {
    Objects.requireNonNull(entity, "entity");
    if (event == null && row == null && before == null) {
      throw new IllegalArgumentException("a moment needs an event, a row or a state");
    }
  }

  public Moment(String entity, Event event, PartialRow row) {
    this(entity, event, row, null);
  }

  /** Creates the moment of a state at the end of the previous chunk. */
  static Moment before(String entity, EntityState state) {
    return new Moment(entity, null, null, state);
  }

  /** Returns the event that determines the moment's place in history. */
  Event at() {
    return event != null ? event : row.event();
  }

  /** Returns its place in time; that of a row is the known time of the row's event. */
  public long known() {
    return before != null ? Long.MIN_VALUE : at().known();
  }

  /**
   * Returns the group in which the entity is replayed; rows without an entity are spread over all
   * groups.
   */
  Long group() {
    int hash = entity.isEmpty() ? at().position().hashCode() : entity.hashCode();
    return (long) Math.floorMod(hash * 0x9E3779B9 >>> 8, GROUPS);
  }
}
