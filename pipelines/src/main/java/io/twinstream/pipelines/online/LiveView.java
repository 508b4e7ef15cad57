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
 * @param generation where its states go
 * @param eventsFrom the known time from which on it has events; {@link Long#MIN_VALUE} if that
 *     cannot be told
 * @param first by {@code topic/partition}, the first offset that it has
 * @param replacesLoad whether readers follow it although it hides what a load has filled
 */
@SuppressWarnings("serial") // maps are trees
public record LiveView(
    Generation generation, long eventsFrom, Map<String, Long> first, boolean replacesLoad)
    implements Serializable {

  public LiveView {
    first = new TreeMap<>(first);
  }

  /** What to say if readers stay with what a load has filled. */
  public Optional<String> staysBehind(OnlineStore store) {
    return replacesLoad ? Optional.empty() : Generations.hidden(store, generation, eventsFrom);
  }
}
