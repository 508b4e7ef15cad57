package io.twinstream.pipelines;

import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

  /**
   * What is rebuilt, and how it came to need that.
   *
   * @param emptiedAt when the store noticed that it had been emptied; empty if readers follow it
   */
  record Damaged(Generation generation, OptionalLong emptiedAt) {}

  /**
   * The generation that a live job writes and that may have lost states: what readers follow, or
   * where they follow nothing the latest that was emptied.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Damaged damaged(OnlineStore store, ViewKey view) {
    Optional<Generation> followed = await(store.pointer(view));
    if (followed.isPresent()) {
      return new Damaged(followed.get(), OptionalLong.empty());
    }
    List<Generation> begun = new ArrayList<>(await(store.generations(view)));
    Collections.reverse(begun);
    for (Generation each : begun) {
      OptionalLong emptiedAt = await(store.emptiedAt(each));
      if (emptiedAt.isPresent()) {
        return new Damaged(each, emptiedAt);
      }
    }
    throw new IllegalArgumentException(
        view
            + " has nothing to rebuild: the store knows no generation that readers follow, and no"
            + " live job that goes on after it was emptied; restore the job, which says so within a"
            + " second, or fill a new generation with: backfill --online");
  }

  /**
   * Makes readers follow what is rebuilt.
   *
   * @throws IllegalStateException if the store was emptied meanwhile, or they follow another
   */
  static void finish(OnlineStore store, Damaged rebuilt) {
    Generation generation = rebuilt.generation();
    boolean done =
        rebuilt.emptiedAt().isPresent()
            ? await(store.restored(generation, rebuilt.emptiedAt().getAsLong()))
            : isFollowed(store, generation);
    if (!done) {
      throw new IllegalStateException(
          "the online store was emptied meanwhile, or readers follow another generation than "
              + generation
              + ": rebuild once more");
    }
  }

  static boolean isFollowed(OnlineStore store, Generation generation) {
    return await(store.pointer(generation.view())).equals(Optional.of(generation));
  }

  /** Whether a live job writes a generation, or has written it. */
  static boolean isLive(OnlineStore store, Generation generation) {
    return await(store.progress(generation)).isPresent();
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
