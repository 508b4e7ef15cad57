package io.twinstream.pipelines.online;

import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ReadTo;
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

  /**
   * Returns this view with later beginnings, if its job began to read partitions later than planned
   * because records were deleted after the job was started.
   *
   * @param read what the readers report, by {@code topic/partition}
   */
  public LiveView asRead(Map<String, ReadTo> read) {
    TreeMap<String, Long> begins = new TreeMap<>(first);
    long from = eventsFrom;
    for (Map.Entry<String, Long> each : first.entrySet()) {
      ReadTo.First begun = read.containsKey(each.getKey()) ? read.get(each.getKey()).first() : null;
      if (begun != null && begun.offset() > each.getValue()) {
        begins.put(each.getKey(), begun.offset());
        from = from == Long.MIN_VALUE ? from : Math.max(from, begun.known());
      }
    }
    return begins.equals(first) ? this : new LiveView(generation, from, begins, replacesLoad);
  }

  /**
   * Reports whether this view's generation, once it has caught up, begins no later than another
   * live job's generation.
   */
  public boolean hasAllOf(OnlineStore store, Generation other) {
    Map<String, Long> theirs = Generations.beginsAt(store, other);
    boolean isLoaded =
        Await.within(StoreAddress.ANSWERS_WITHIN, store.generations().loadedAt(other)).isPresent();
    return (!isLoaded || Generations.isLive(store, other))
        && theirs.keySet().equals(first.keySet())
        && first.entrySet().stream().allMatch(mine -> mine.getValue() <= theirs.get(mine.getKey()));
  }

  /** The message if readers stay with a load. */
  public Optional<String> staysBehind(OnlineStore store) {
    return replacesLoad ? Optional.empty() : Generations.hidden(store, generation, eventsFrom);
  }
}
