package io.twinstream.serving.reading;

import io.twinstream.stores.StateKey;
import io.twinstream.stores.StateStore;
import io.twinstream.stores.StoredState;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads states from the store, possibly through a cache. */
public interface StateReader {
  /**
   * As {@link StateStore#read}; a state may be as old as the TTL of its view.
   *
   * @param epoch the epoch of the store's connections when the keys' generations were read: a
   *     missing state is not cached if it was read over a later connection
   */
  CompletionStage<List<StoredState>> read(List<StateKey> keys, long epoch);
}
