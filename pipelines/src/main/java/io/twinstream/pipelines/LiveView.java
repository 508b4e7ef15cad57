package io.twinstream.pipelines;

import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import java.io.Serializable;
import java.util.Optional;

/**
 * A view that a live job computes.
 *
 * @param generation where its states go
 * @param eventsFrom the known time from which on it has events; {@link Long#MIN_VALUE} if that
 *     cannot be told
 * @param hasRecords whether there was anything to read when the job was started
 * @param replacesLoad whether readers follow it although it hides what a load has filled
 */
record LiveView(Generation generation, long eventsFrom, boolean hasRecords, boolean replacesLoad)
    implements Serializable {

  /** What to say if readers stay with what a load has filled. */
  Optional<String> staysBehind(OnlineStore store) {
    return replacesLoad ? Optional.empty() : Generations.hidden(store, generation, eventsFrom);
  }
}
