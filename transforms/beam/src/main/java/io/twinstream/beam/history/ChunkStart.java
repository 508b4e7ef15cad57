package io.twinstream.beam.history;

import io.twinstream.beam.packed.Packed;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.event.Event;
import java.util.Map;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * A chunk of history, by known time. History is replayed in this order, so the next chunk needs
 * nothing of this one but the states at its end.
 *
 * @param from the known time at which it begins, in milliseconds since 1970; earlier events only
 *     serve to recognize duplicates
 * @param before the states at its beginning, by view id; a missing view has none
 */
public record ChunkStart(long from, Map<String, PCollection<KV<String, EntityState>>> before) {
  /** All of history. */
  public static final ChunkStart ALL = new ChunkStart(Long.MIN_VALUE, Map.of());

  public ChunkStart {
    before = Map.copyOf(before);
  }

  public PCollection<KV<String, EntityState>> before(String view) {
    return before.get(view);
  }

  /** Returns the events that are in the chunk. */
  public Packed<Event> of(Packed<Event> events) {
    if (from == Long.MIN_VALUE) {
      return events;
    }
    long begin = from;
    return events.map(event -> event.known() < begin ? null : event);
  }
}
