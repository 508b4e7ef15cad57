package io.twinstream.serving.reading;

import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StoredState;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads states from the store, possibly through a cache. */
public interface StateCache {
  /** As {@link OnlineStore#read}; a state may be as old as the TTL of its view. */
  CompletionStage<List<StoredState>> read(List<StateKey> keys);
}
