package io.twinstream.serving.reading;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.ViewKey;
import io.twinstream.stores.ViewStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The states and the views' statuses that were read last: for when the store does not answer. */
final class LastKnown {
  /** What an entry takes beside its state. */
  private static final int OVERHEAD = 200;

  private final Map<ViewKey, ViewStatus> statuses = new ConcurrentHashMap<>();
  private final Cache<StateKey, StoredState> states;

  LastKnown(long bytes) {
    this.states =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher(
                (StateKey key, StoredState state) ->
                    OVERHEAD + key.entity().length() + state.bytes().length)
            .build();
  }

  /** Remembers an answer; null states are those that the store does not hold. */
  void remember(
      ServedView[] views, ViewStatus[] followed, List<StateKey> keys, List<StoredState> found) {
    for (int i = 0; i < views.length; i++) {
      statuses.put(views[i].key(), followed[i]);
    }
    for (int i = 0; i < keys.size(); i++) {
      if (found.get(i) == null) {
        states.invalidate(keys.get(i));
      } else {
        states.put(keys.get(i), found.get(i));
      }
    }
  }

  /** What was followed last; nothing where a view was never read. */
  ViewStatus[] statuses(ServedView[] views, long now) {
    ViewStatus[] known = new ViewStatus[views.length];
    for (int i = 0; i < known.length; i++) {
      ViewStatus last = statuses.get(views[i].key());
      known[i] =
          last == null
              ? new ViewStatus(Optional.empty(), Optional.empty(), now)
              // Nobody knows how far the pipeline is by now: it reads as stale.
              : new ViewStatus(last.generation(), Optional.empty(), now);
    }
    return known;
  }

  /** The states read last, null for none. */
  List<StoredState> states(List<StateKey> keys) {
    List<StoredState> known = new ArrayList<>(keys.size());
    keys.forEach(key -> known.add(states.getIfPresent(key)));
    return known;
  }
}
