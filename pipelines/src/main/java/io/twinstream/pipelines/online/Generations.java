package io.twinstream.pipelines.online;

import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** Beginning generations of views. */
public final class Generations {
  /** How often a pointer is tried to be moved that others move too. */
  private static final int ATTEMPTS = 3;

  private Generations() {}

  /**
   * Begins a generation. Readers follow it at once if they have followed none: there is nothing to
   * spare them. Else, and after a bootstrap, they follow it when it has caught up.
   *
   * @param eventsFrom the known time from which on events are in it
   * @param first by {@code topic/partition}, the first offset that is in it
   */
  public static Generation begin(
      OnlineStore store,
      ViewKey view,
      long eventsFrom,
      Map<String, Long> first,
      boolean bootstrapped) {
    Generation begun = await(store.begin(view, eventsFrom));
    await(store.beginsAt(begun, first));
    if (!bootstrapped) {
      await(store.point(Optional.empty(), begun));
    }
    return begun;
  }

  /**
   * The generation that a rebuild from history writes into: the one that readers follow, since what
   * is greater there stays, or a new one.
   */
  public static Generation toRebuild(OnlineStore store, ViewKey view, boolean fresh) {
    Optional<Generation> followed = await(store.pointer(view));
    return fresh || followed.isEmpty() ? await(store.begin(view, Long.MIN_VALUE)) : followed.get();
  }

  /**
   * What is rebuilt.
   *
   * @param lostAt when states of it were noticed to be lost; empty if none were
   */
  public record Damaged(Generation generation, OptionalLong lostAt) {}

  /**
   * The generation that a live job writes and that may have lost states: what readers follow, or
   * where they follow nothing the latest that lost some.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Damaged damaged(OnlineStore store, ViewKey view) {
    Optional<Generation> followed = await(store.pointer(view));
    if (followed.isPresent()) {
      return new Damaged(followed.get(), await(store.lostAt(followed.get())));
    }
    List<Generation> begun = new ArrayList<>(await(store.generations(view)));
    Collections.reverse(begun);
    for (Generation each : begun) {
      OptionalLong lostAt = await(store.lostAt(each));
      if (lostAt.isPresent()) {
        return new Damaged(each, lostAt);
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
   * @throws IllegalStateException if states were lost meanwhile, or they follow another
   */
  public static void finish(OnlineStore store, Damaged rebuilt) {
    Generation generation = rebuilt.generation();
    boolean whole =
        rebuilt.lostAt().isPresent()
            ? await(store.refilled(generation, rebuilt.lostAt().getAsLong()))
            : await(store.lostAt(generation)).isEmpty();
    if (!whole || !offer(store, generation).equals(Optional.of(generation))) {
      throw new IllegalStateException(
          "the online store lost states meanwhile, or readers follow another generation than "
              + generation
              + ": rebuild once more");
    }
  }

  public static boolean isFollowed(OnlineStore store, Generation generation) {
    return await(store.pointer(generation.view())).equals(Optional.of(generation));
  }

  /** What to say of a view whose readers stay with what a load has filled; empty if they do not. */
  public static Optional<String> hidden(OnlineStore store, Generation begun, long eventsFrom) {
    return await(store.pointer(begun.view()))
        .filter(followed -> followed.compareTo(begun) < 0)
        .filter(followed -> hidesLoad(store, followed, eventsFrom))
        .map(
            followed ->
                ("readers of %1$s stay with generation %2$d, which backfill --online has filled"
                        + " with events from %3$s on; this job has events from %4$s on. To have them"
                        + " follow the job, give it those events (twinstream send, or --bootstrap), or"
                        + " pass --replace-loaded %1$s")
                    .formatted(
                        begun.view().view(),
                        followed.number(),
                        time(eventsFrom(store, followed)),
                        time(eventsFrom)));
  }

  private static String time(long known) {
    return known == Long.MIN_VALUE ? "an unknown time" : Instant.ofEpochMilli(known).toString();
  }

  /** Whether a live job writes a generation, or has written it. */
  public static boolean isLive(OnlineStore store, Generation generation) {
    return await(store.progress(generation)).isPresent();
  }

  /** Corrects from which known time on it has events. */
  static void record(OnlineStore store, Generation generation, long eventsFrom) {
    await(store.record(generation, eventsFrom));
  }

  /** Where its topics begin in it, by {@code topic/partition}; empty if that was not noted. */
  public static Map<String, Long> beginsAt(OnlineStore store, Generation generation) {
    return await(store.beginsAt(generation));
  }

  /** The known time from which on it has events; {@link Long#MIN_VALUE} if nobody can tell. */
  public static long eventsFrom(OnlineStore store, Generation generation) {
    return await(store.eventsFrom(generation)).orElse(Long.MIN_VALUE);
  }

  /**
   * Makes readers follow a generation that is complete.
   *
   * @throws IllegalStateException if they follow a later one
   */
  public static void finish(OnlineStore store, Generation complete) {
    Optional<Generation> followed = offer(store, complete);
    if (!followed.equals(Optional.of(complete))) {
      throw new IllegalStateException(
          followed
                  .map(other -> "another job began " + other + " meanwhile")
                  .orElse("the online store lost states meanwhile")
              + ": readers do not see "
              + complete);
    }
  }

  /**
   * Makes readers follow what a load has filled.
   *
   * @param earliest when the first of its source's events was known; {@link Long#MAX_VALUE} if it
   *     has none
   * @throws IllegalStateException if readers follow a later generation
   */
  public static void finishLoad(OnlineStore store, Generation loaded, long earliest, long now) {
    record(store, loaded, Math.min(earliestBefore(store, loaded), earliest));
    await(store.loaded(loaded, now));
    finish(store, loaded);
  }

  /**
   * Refuses to move readers to an empty generation. A source may have events of which none has the
   * key of a view.
   *
   * @param states how many states a load has written
   * @throws IllegalStateException if it has none
   */
  public static void requireStates(OnlineStore store, Generation loaded, long states) {
    if (states == 0 && !isFollowed(store, loaded)) {
      throw new IllegalStateException(
          "the history of "
              + loaded.view()
              + " has no events with its key: readers are not moved to an empty generation; look at"
              + " its files and, with --dead-letters DIR, at what was refused, or leave it out with"
              + " --views");
    }
  }

  private static long earliestBefore(OnlineStore store, Generation loaded) {
    return isFollowed(store, loaded) ? eventsFrom(store, loaded) : Long.MAX_VALUE;
  }

  /**
   * Generations that readers do not follow, later than what they follow, of which no load and no
   * job says anything: a load that was killed leaves one, and one that still runs has one.
   */
  static List<Generation> abandoned(OnlineStore store, ViewKey view) {
    Optional<Generation> followed = await(store.pointer(view));
    return await(store.generations(view)).stream()
        .filter(each -> isEarlier(followed, each))
        .filter(each -> !isLive(store, each) && await(store.lostAt(each)).isEmpty())
        .toList();
  }

  /**
   * Whether readers would lose what a load has filled: they follow a generation that no live job
   * writes, and the job is not known to have the load's events.
   *
   * @param eventsFrom the known time from which on the job has events; {@link Long#MIN_VALUE} if
   *     that cannot be told
   */
  public static boolean hidesLoad(OnlineStore store, Generation followed, long eventsFrom) {
    return !isLive(store, followed)
        && await(store.loadedAt(followed)).isPresent()
        && (eventsFrom == Long.MIN_VALUE || eventsFrom > eventsFrom(store, followed));
  }

  /**
   * Makes readers follow a generation unless they follow a later one. The store refuses one that it
   * does not know, or that lost states: whoever wants that offers it again later.
   *
   * @return which one they follow now
   */
  public static Optional<Generation> offer(OnlineStore store, Generation complete) {
    Optional<Generation> followed = await(store.pointer(complete.view()));
    for (int i = 0; i < ATTEMPTS && isEarlier(followed, complete); i++) {
      if (await(store.point(followed, complete))) {
        return Optional.of(complete);
      }
      followed = await(store.pointer(complete.view()));
    }
    return followed;
  }

  private static boolean isEarlier(Optional<Generation> followed, Generation complete) {
    return followed.isEmpty() || followed.get().compareTo(complete) < 0;
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.within(StoreAddress.ANSWERS_WITHIN, stage);
  }
}
