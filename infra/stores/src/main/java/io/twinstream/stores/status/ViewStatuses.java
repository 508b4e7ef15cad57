package io.twinstream.stores.status;

import io.twinstream.stores.Await;
import io.twinstream.stores.Eviction;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.Progress;
import io.twinstream.stores.ViewKey;
import io.twinstream.stores.status.ViewStatus.Asked;
import io.twinstream.stores.status.ViewStatus.Load;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * Caches what readers follow, so that a read of states takes one round trip. A cached status is at
 * most {@code bound} old, so readers follow a moved pointer, and notice a stopped pipeline, within
 * that time. After half of the bound, a new status is fetched in the background; a failed fetch is
 * not cached. No status is reused after the store was connected again: it may have been emptied.
 */
public final class ViewStatuses {
  public static final Duration DEFAULT_BOUND = Duration.ofMillis(200);

  private static final CompletableFuture<OptionalLong> UNKNOWN_TIME =
      CompletableFuture.completedFuture(OptionalLong.empty());
  private static final long ANSWER_WITHIN_MILLIS = 100;

  private final OnlineStore store;
  private final InstantSource clock;
  private final long bound;
  private final ConcurrentMap<ViewKey, Entry> entries = new ConcurrentHashMap<>();
  private volatile boolean mayDrop;
  private final ConcurrentMap<ViewKey, ViewStatus> last = new ConcurrentHashMap<>();

  /** The last answer and the pending one, which may be the same. */
  private record Entry(
      long askedAt, long epoch, CompletableFuture<ViewStatus> answer, Entry before) {

    boolean isYounger(long than, long now, long epoch) {
      return askedAt <= now && now - askedAt < than && this.epoch == epoch;
    }
  }

  public ViewStatuses(OnlineStore store, InstantSource clock, Duration bound) {
    this.store = store;
    this.clock = clock;
    this.bound = bound.toMillis();
  }

  /**
   * Sets whether the store may evict keys. If so, each fetch also checks for evictions, so that
   * they are noticed within the bound.
   */
  public void mayDrop(boolean mayDrop) {
    this.mayDrop = mayDrop;
  }

  /** Returns what readers of a view follow, at most the bound ago. */
  public CompletionStage<ViewStatus> of(ViewKey view) {
    long now = clock.millis();
    long epoch = store.epoch();
    Entry entry = entries.get(view);
    if (entry == null || !entry.isYounger(bound / 2, now, epoch)) {
      entry = refresh(view, now, epoch);
    }
    if (entry.answer.isDone() && !entry.answer.isCompletedExceptionally()) {
      return entry.answer;
    }
    Entry before = entry.before;
    boolean fresh = before != null && before.isYounger(bound, now, epoch);
    return fresh ? before.answer : entry.answer;
  }

  /**
   * Reports whether the store was connected again since it was asked for a status: what was read
   * since may come from a store that was emptied.
   */
  public boolean connectedAgainSince(long epoch) {
    return store.epoch() != epoch;
  }

  /** Returns what readers followed last, however long ago; empty if that was never fetched. */
  public Optional<ViewStatus> last(ViewKey view) {
    return Optional.ofNullable(last.get(view));
  }

  private Entry refresh(ViewKey view, long now, long epoch) {
    CompletableFuture<ViewStatus> answer = new CompletableFuture<>();
    Entry entry =
        entries.compute(
            view,
            (key, last) ->
                last != null && last.isYounger(bound / 2, now, epoch)
                    ? last
                    : new Entry(now, epoch, answer, succeeded(last)));
    if (entry.answer == answer) {
      fetch(view, now, epoch)
          .whenComplete(
              (status, failure) -> {
                if (failure == null) {
                  last.put(view, status);
                  answer.complete(status);
                  entries.replace(view, entry, new Entry(now, epoch, answer, null));
                } else {
                  answer.completeExceptionally(Await.cause(failure));
                  entries.remove(view, entry);
                }
              });
    }
    return entry;
  }

  private static Entry succeeded(Entry last) {
    if (last == null) {
      return null;
    }
    boolean ok = last.answer.isDone() && !last.answer.isCompletedExceptionally();
    return ok ? new Entry(last.askedAt, last.epoch, last.answer, null) : last.before;
  }

  private CompletionStage<ViewStatus> fetch(ViewKey view, long now, long epoch) {
    return mayLackNote(view)
        .thenCompose(
            lacksNote ->
                store
                    .generations()
                    .pointer(view)
                    .thenCompose(
                        pointed ->
                            pointed.isEmpty()
                                ? CompletableFuture.completedFuture(
                                    ViewStatus.ofNothing(new Asked(now, 0, epoch)))
                                : fetch(pointed.get(), now, epoch))
                    .thenApply(status -> lacksNote ? status.withLost() : status));
  }

  /**
   * Records evictions. Returns true if keys were evicted and that could not be recorded, for
   * example because the store is full or read-only: then states may be lost although no generation
   * of the view says so.
   */
  private CompletionStage<Boolean> mayLackNote(ViewKey view) {
    if (!mayDrop) {
      return CompletableFuture.completedFuture(false);
    }
    return store
        .losses()
        .eviction()
        .exceptionally(failure -> Optional.empty()) // for example if a member of a cluster is down
        .thenCompose(
            found -> {
              Eviction eviction = found.orElse(Eviction.NONE);
              return store
                  .losses()
                  .noteEviction(view, eviction)
                  .handle((noted, failure) -> failure != null && eviction.evicted() > 0);
            });
  }

  private CompletionStage<ViewStatus> fetch(Generation followed, long now, long epoch) {
    CompletableFuture<Optional<String>> layout = future(store.generations().fingerprint(followed));
    CompletableFuture<Optional<Progress>> progress = future(store.progress().published(followed));
    CompletableFuture<OptionalLong> loadedAt = future(store.generations().loadedAt(followed));
    CompletableFuture<OptionalLong> newest = future(store.generations().newestLoaded(followed));
    CompletableFuture<OptionalLong> number = future(store.generations().loadNumber(followed));
    CompletableFuture<Boolean> holdsAll =
        future(store.losses().lostAt(followed)).thenApply(OptionalLong::isEmpty);
    CompletableFuture<Optional<Generation>> live = future(store.generations().hiddenBy(followed));
    CompletableFuture<Long> ahead =
        progress
            .thenCombine(loadedAt, (published, load) -> published.isEmpty() && load.isPresent())
            .thenCompose(loaded -> loaded ? time() : UNKNOWN_TIME)
            .thenApply(time -> ahead(time, now, clock.millis()));
    return CompletableFuture.allOf(layout, progress, loadedAt, newest, number, live, ahead)
        .thenCompose(done -> known(holdsAll))
        .thenApply(
            whole ->
                new ViewStatus(
                    Optional.of(followed),
                    layout.join(),
                    progress.join(),
                    load(progress.join(), loadedAt.join(), newest.join(), number.join()),
                    live.join().isPresent(),
                    whole,
                    new Asked(now, ahead.join(), epoch)));
  }

  private static Optional<Load> load(
      Optional<Progress> progress, OptionalLong at, OptionalLong newest, OptionalLong number) {
    return progress.isPresent() || at.isEmpty()
        ? Optional.empty()
        : Optional.of(new Load(at.getAsLong(), newest.orElse(Long.MIN_VALUE), number));
  }

  /**
   * Only loaded views need the store's time, because jobs publish their own. A cluster answers from
   * any member, which may be down while those with the view's states are not.
   */
  private CompletableFuture<OptionalLong> time() {
    return future(store.time())
        .copy()
        .completeOnTimeout(OptionalLong.empty(), ANSWER_WITHIN_MILLIS, TimeUnit.MILLISECONDS)
        .exceptionally(failure -> OptionalLong.empty());
  }

  /**
   * All members of a cluster are asked for losses. While one is down, it is unknown whether it
   * comes back with its states; those of the others can be read.
   */
  private static CompletableFuture<Boolean> known(CompletableFuture<Boolean> holdsAll) {
    return holdsAll
        .copy()
        .completeOnTimeout(false, ANSWER_WITHIN_MILLIS, TimeUnit.MILLISECONDS)
        .exceptionally(failure -> false);
  }

  /** Returns by how much the store's time is outside of the time between question and answer. */
  private static long ahead(OptionalLong time, long asked, long answered) {
    if (time.isEmpty()) {
      return 0;
    }
    long store = time.getAsLong();
    return store > answered ? store - answered : Math.min(0, store - asked);
  }

  private static <T> CompletableFuture<T> future(CompletionStage<T> stage) {
    return stage.toCompletableFuture();
  }
}
