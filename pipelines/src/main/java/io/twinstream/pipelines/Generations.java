package io.twinstream.pipelines;

import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Beginning generations of views. */
final class Generations {
  private Generations() {}

  /**
   * Begins a generation. Readers follow it at once if they have followed none: there is nothing to
   * spare them. Else, and after a bootstrap, they follow it when it has caught up.
   *
   * @param eventsFrom the known time from which on events are in it
   */
  static Generation begin(OnlineStore store, ViewKey view, long eventsFrom, boolean bootstrapped) {
    Generation begun = await(store.begin(view, eventsFrom));
    if (!bootstrapped) {
      await(store.point(Optional.empty(), begun));
    }
    return begun;
  }

  /**
   * The generation that a rebuild from history writes into: the one that readers follow, since what
   * is greater there stays, or a new one.
   */
  static Generation toRebuild(OnlineStore store, ViewKey view, boolean fresh) {
    Optional<Generation> followed = await(store.pointer(view));
    return fresh || followed.isEmpty() ? await(store.begin(view, Long.MIN_VALUE)) : followed.get();
  }

  static boolean isFollowed(OnlineStore store, Generation generation) {
    return await(store.pointer(generation.view())).equals(Optional.of(generation));
  }

  /** Corrects from which known time on it has events. */
  static void record(OnlineStore store, Generation generation, long eventsFrom) {
    await(store.record(generation, eventsFrom));
  }

  /** The known time from which on it has events; {@link Long#MIN_VALUE} if nobody can tell. */
  static long eventsFrom(OnlineStore store, Generation generation) {
    return await(store.eventsFrom(generation)).orElse(Long.MIN_VALUE);
  }

  /**
   * Makes readers follow a generation that is complete.
   *
   * @throws IllegalStateException if they follow a later one
   */
  static void finish(OnlineStore store, Generation complete) {
    Generation followed = offer(store, complete);
    if (!followed.equals(complete)) {
      throw new IllegalStateException(
          "another job began " + followed + " meanwhile: readers do not see " + complete);
    }
  }

  /**
   * Makes readers follow a generation unless they follow a later one.
   *
   * @return which one they follow now
   */
  static Generation offer(OnlineStore store, Generation complete) {
    Optional<Generation> followed = await(store.pointer(complete.view()));
    while (followed.isEmpty() || followed.get().compareTo(complete) < 0) {
      if (await(store.point(followed, complete))) {
        return complete;
      }
      followed = await(store.pointer(complete.view()));
    }
    return followed.get();
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.within(StoreAddress.ANSWERS_WITHIN, stage);
  }
}
