package io.twinstream.pipelines.online;

import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** Begins generations of views, and moves the pointer of readers to them. */
public final class Generations {
  /** The number of attempts to move a pointer that others move too. */
  private static final int ATTEMPTS = 3;

  private Generations() {}

  /**
   * Begins a generation, which readers do not follow yet.
   *
   * @param fingerprint of the layout of its states
   * @param eventsFrom the known time from which it has events
   * @param first by {@code topic/partition}, the first offset in it
   */
  public static Generation begin(
      OnlineStore store,
      ViewKey view,
      String fingerprint,
      long eventsFrom,
      Map<String, Long> first) {
    Generation begun = await(store.generations().begin(view, fingerprint, eventsFrom));
    await(store.progress().beginsAt(begun, first));
    return begun;
  }

  /** Makes readers follow a generation if they follow none yet. */
  public static void followIfFirst(OnlineStore store, Generation begun) {
    await(store.generations().point(Optional.empty(), begun));
  }

  /**
   * The generation that a load writes into: the one that readers follow, because greater states in
   * it are kept, or a new one.
   *
   * @param fingerprint of the layout of the states to write
   * @throws IllegalArgumentException if it has states of another definition of the view
   */
  public static Generation toRebuild(
      OnlineStore store, ViewKey view, String fingerprint, boolean fresh) {
    Optional<Generation> followed = await(store.generations().pointer(view));
    if (fresh || followed.isEmpty()) {
      return await(store.generations().begin(view, fingerprint, Long.MIN_VALUE));
    }
    requireLayout(
        store,
        followed.get(),
        fingerprint,
        "give the changed view a new version, or pass --new-generation");
    return followed.get();
  }

  /** States of two definitions in one generation would read as errors, or as never seen. */
  static void requireLayout(
      OnlineStore store, Generation generation, String fingerprint, String instead) {
    Optional<String> written = await(store.generations().fingerprint(generation));
    if (written.isPresent() && !written.get().equals(fingerprint)) {
      throw new IllegalArgumentException(
          "the states of %s were written by definition %s of the view, and this one is %s: %s"
              .formatted(generation, written.get(), fingerprint, instead));
    }
  }

  public static boolean isFollowed(OnlineStore store, Generation generation) {
    return await(store.generations().pointer(generation.view())).equals(Optional.of(generation));
  }

  /** The message for a view whose readers stay with a load; empty if they do not. */
  public static Optional<String> hidden(OnlineStore store, Generation begun, long eventsFrom) {
    return await(store.generations().pointer(begun.view()))
        .filter(followed -> followed.compareTo(begun) < 0)
        .filter(followed -> hidesLoad(store, followed, eventsFrom))
        .map(
            followed ->
                ("readers of %1$s stay with generation %2$d, which backfill --online "
                        + "has filled with events from %3$s on; this job has events from %4$s "
                        + "on. To move readers to the job, give it those events (twinstream "
                        + "send, or --bootstrap), or pass --replace-loaded %1$s")
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
    return await(store.progress().published(generation)).isPresent();
  }

  /** Corrects the known time from which it has events. */
  static void record(OnlineStore store, Generation generation, long eventsFrom) {
    await(store.generations().record(generation, eventsFrom));
  }

  /** The first offsets in it, by {@code topic/partition}; empty if they were not noted. */
  public static Map<String, Long> beginsAt(OnlineStore store, Generation generation) {
    return await(store.progress().beginsAt(generation));
  }

  /** The known time from which it has events; {@link Long#MIN_VALUE} if that is unknown. */
  public static long eventsFrom(OnlineStore store, Generation generation) {
    return await(store.generations().eventsFrom(generation)).orElse(Long.MIN_VALUE);
  }

  /**
   * Moves readers to a complete generation.
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
              + ": readers are not moved to "
              + complete);
    }
  }

  /**
   * Moves readers to a loaded generation.
   *
   * @param earliest the known time of its source's first event; {@link Long#MAX_VALUE} if there is
   *     none
   * @param began a time before the load read its history
   * @param newest the event time of the newest event in its states
   * @throws IllegalStateException if readers follow a later generation
   */
  public static void finishLoad(
      OnlineStore store, Generation loaded, long earliest, long began, OptionalLong newest) {
    record(store, loaded, Math.min(earliestBefore(store, loaded), earliest));
    long before = await(store.generations().newestLoaded(loaded)).orElse(Long.MIN_VALUE);
    await(
        store.generations().loaded(loaded, began, Math.max(before, newest.orElse(Long.MIN_VALUE))));
    finish(store, loaded);
  }

  /**
   * Refuses to move readers to an empty generation, because a source may have events without the
   * key of a view.
   *
   * @param states the number of states that a load has written
   * @throws IllegalStateException if it is 0
   */
  public static void requireStates(OnlineStore store, Generation loaded, long states) {
    if (states == 0 && !isFollowed(store, loaded)) {
      throw new IllegalStateException(
          "the history of "
              + loaded.view()
              + " has no events with its key, so readers are not moved to an empty "
              + "generation; check its files and, with --dead-letters DIR, the refused "
              + "records, or leave it out with --views");
    }
  }

  private static long earliestBefore(OnlineStore store, Generation loaded) {
    return isFollowed(store, loaded) ? eventsFrom(store, loaded) : Long.MAX_VALUE;
  }

  /**
   * Generations later than the one that readers follow, which no finished load and no job has
   * noted: a killed load leaves one, and a running load has one.
   */
  static List<Generation> abandoned(OnlineStore store, ViewKey view) {
    Optional<Generation> followed = await(store.generations().pointer(view));
    return await(store.generations().list(view)).stream()
        .filter(each -> isEarlier(followed, each))
        .filter(each -> !isLive(store, each) && await(store.losses().lostAt(each)).isEmpty())
        .toList();
  }

  /**
   * Whether moving readers to a job would hide loaded events: they follow a generation that no live
   * job writes, and the job may lack events of the load.
   *
   * @param eventsFrom the known time from which the job has events; {@link Long#MIN_VALUE} if that
   *     is unknown
   */
  public static boolean hidesLoad(OnlineStore store, Generation followed, long eventsFrom) {
    return !isLive(store, followed)
        && await(store.generations().loadedAt(followed)).isPresent()
        && (eventsFrom == Long.MIN_VALUE || eventsFrom > eventsFrom(store, followed));
  }

  /**
   * Whether a load may lack an event of a live job: the job wrote a state since the load began to
   * read, or has a newer event than the load, whose history then ends earlier.
   *
   * @param writtenAt the time of the job's last write
   * @param newest the event time of the job's newest event
   */
  public static boolean lacks(OnlineStore store, Generation loaded, long writtenAt, long newest) {
    return writtenAt >= await(store.generations().loadedAt(loaded)).orElse(Long.MIN_VALUE)
        || newest > await(store.generations().newestLoaded(loaded)).orElse(Long.MIN_VALUE);
  }

  /**
   * Moves readers to a generation unless they follow a later one. The store refuses a generation
   * that it does not know, or that lost states; the caller may try again later.
   *
   * @return the generation that readers follow now
   */
  public static Optional<Generation> offer(OnlineStore store, Generation complete) {
    Optional<Generation> followed = await(store.generations().pointer(complete.view()));
    for (int i = 0; i < ATTEMPTS && isEarlier(followed, complete); i++) {
      if (await(store.generations().point(followed, complete))) {
        return Optional.of(complete);
      }
      followed = await(store.generations().pointer(complete.view()));
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
