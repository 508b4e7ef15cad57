package io.twinstream.pipelines.online;

import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A view that a live job computes.
 *
 * @param generation of its states
 * @param eventsFrom the known time from which it has events; {@link Long#MIN_VALUE} if that is
 *     unknown
 * @param first by {@code topic/partition}, the first offset that it has
 * @param replacesLoad whether readers are moved to it although it hides loaded events
 */
@SuppressWarnings("serial") // maps are trees
public record LiveView(
    Generation generation, long eventsFrom, Map<String, Long> first, boolean replacesLoad)
    implements Serializable {

  public LiveView {
    first = new TreeMap<>(first);
  }

  /** The message if readers stay with a load. */
  public Optional<String> staysBehind(OnlineStore store) {
    return replacesLoad ? Optional.empty() : Generations.hidden(store, generation, eventsFrom);
  }
}
