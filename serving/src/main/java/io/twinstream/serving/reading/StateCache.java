package io.twinstream.serving.reading;

import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StoredState;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What stands between readers and the store, where states may be kept for a moment. */
public interface StateCache {
  /** As {@link OnlineStore#read}, of states that may be as old as their views allow. */
  CompletionStage<List<StoredState>> read(List<StateKey> keys);
}
