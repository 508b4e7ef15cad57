package io.twinstream.stores;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** The states of entities, by generation. */
public interface StateStore {
  /**
   * Writes states by compare-and-set: of the stored and the incoming state, the one with the
   * greater version (newest, count) is kept, and the incoming one if they are equal. Writing a
   * state twice does no harm.
   *
   * @param expiry the time after its last write at which a state expires; empty for never
   * @return the number of states that were stored, once all of them have been answered
   */
  CompletionStage<Integer> write(
      Generation generation, List<StateWrite> writes, Optional<Duration> expiry);

  /**
   * Reads states in one round trip.
   *
   * @return one state per key, in the order of the keys; null for a missing state
   */
  CompletionStage<List<StoredState>> read(List<StateKey> keys);

  /**
   * Visits every entity of a generation once, in no order, blocking. Entities that are written or
   * expire meanwhile may be visited or not.
   */
  void scan(Generation generation, BiConsumer<String, StoredState> visitor);
}
