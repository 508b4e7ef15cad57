package io.twinstream.pipelines;

import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import java.util.Optional;

/** Beginning generations of views. */
final class Generations {
  private Generations() {}

  /** Begins a generation and makes readers follow it. */
  static Generation begin(OnlineStore store, ViewKey view, long eventsFrom) {
    Generation begun = Await.within(StoreAddress.ANSWERS_WITHIN, store.begin(view, eventsFrom));
    Optional<Generation> followed = Await.within(StoreAddress.ANSWERS_WITHIN, store.pointer(view));
    while (followed.isEmpty() || followed.get().compareTo(begun) < 0) {
      if (Await.within(StoreAddress.ANSWERS_WITHIN, store.point(followed, begun))) {
        return begun;
      }
      followed = Await.within(StoreAddress.ANSWERS_WITHIN, store.pointer(view));
    }
    throw new IllegalStateException(
        "another job began " + followed.get() + " meanwhile, after " + begun);
  }
}
