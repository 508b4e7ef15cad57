package io.twinstream.beam.history;

import io.twinstream.beam.packed.Packed;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.event.Event;
import java.util.Map;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * A part of history, by known time, since that is the order in which history is replayed: the
 * states that are left at the end of one part are all that the next one needs of it.
 *
 * @param from the known time where it begins, milliseconds since 1970: what is before that only
 *     tells which events are duplicates
 * @param before the states at its beginning, by view id; of views that are missing there are none
 */
public record HistoryPart(long from, Map<String, PCollection<KV<String, EntityState>>> before) {
  /** All of it. */
  public static final HistoryPart ALL = new HistoryPart(Long.MIN_VALUE, Map.of());

  public HistoryPart {
    before = Map.copyOf(before);
  }

  public PCollection<KV<String, EntityState>> before(String view) {
    return before.get(view);
  }

  /** The events that are in it. */
  public Packed<Event> of(Packed<Event> events) {
    if (from == Long.MIN_VALUE) {
      return events;
    }
    long begin = from;
    return events.map(event -> event.known() < begin ? null : event);
  }
}
