package io.twinstream.stores;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Caches what readers follow, so that a read of states takes one round trip. A cached status is at
 * most {@code bound} old, so readers follow a moved pointer, and notice a stopped pipeline, within
 * that time. After half of the bound, a new status is fetched in the background; a failed fetch is
 * not cached.
 */
public final class ViewStatuses {
  public static final Duration DEFAULT_BOUND = Duration.ofMillis(200);

  private final OnlineStore store;
  private final InstantSource clock;
  private final long bound;
  private final ConcurrentMap<ViewKey, Entry> entries = new ConcurrentHashMap<>();
  private volatile boolean mayDrop;
  private final ConcurrentMap<ViewKey, ViewStatus> last = new ConcurrentHashMap<>();

  /** The last answer and the pending one, which may be the same. */
  private record Entry(long askedAt, CompletableFuture<ViewStatus> answer, Entry before) {}

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
    Entry entry = entries.get(view);
    if (entry == null || now - entry.askedAt >= bound / 2 || entry.askedAt > now) {
      entry = refresh(view, now);
    }
    if (entry.answer.isDone() && !entry.answer.isCompletedExceptionally()) {
      return entry.answer;
    }
    Entry before = entry.before;
    boolean fresh = before != null && before.askedAt <= now && now - before.askedAt < bound;
    return fresh ? before.answer : entry.answer;
  }

  /** Returns what readers followed last, however long ago; empty if that was never fetched. */
  public Optional<ViewStatus> last(ViewKey view) {
    return Optional.ofNullable(last.get(view));
  }

  private Entry refresh(ViewKey view, long now) {
    CompletableFuture<ViewStatus> answer = new CompletableFuture<>();
    Entry entry =
        entries.compute(
            view,
            (key, last) -> {
              boolean asked = last != null && last.askedAt <= now && now - last.askedAt < bound / 2;
              return asked ? last : new Entry(now, answer, succeeded(last));
            });
    if (entry.answer == answer) {
      fetch(view, now)
          .whenComplete(
              (status, failure) -> {
                if (failure == null) {
                  last.put(view, status);
                  answer.complete(status);
                  entries.replace(view, entry, new Entry(now, answer, null));
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
    return ok ? new Entry(last.askedAt, last.answer, null) : last.before;
  }

  private CompletionStage<ViewStatus> fetch(ViewKey view, long now) {
    return mayLackNote(view)
        .thenCompose(
            lacksNote ->
                store
                    .pointer(view)
                    .thenCompose(
                        pointed ->
                            pointed.isEmpty()
                                ? CompletableFuture.completedFuture(ViewStatus.ofNothing(now))
                                : fetch(pointed.get(), now))
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
        .eviction()
        .exceptionally(failure -> Optional.empty()) // for example if a member of a cluster is down
        .thenCompose(
            found -> {
              Eviction eviction = found.orElse(Eviction.NONE);
              return store
                  .noteEviction(view, eviction)
                  .handle((noted, failure) -> failure != null && eviction.evicted() > 0);
            });
  }

  private CompletionStage<ViewStatus> fetch(Generation followed, long now) {
    CompletionStage<OptionalLong> loadedAt = store.loadedAt(followed);
    CompletionStage<OptionalLong> lostAt = store.lostAt(followed);
    CompletionStage<Optional<Generation>> live = store.hiddenBy(followed);
    return store
        .progress(followed)
        .thenCombine(
            loadedAt.thenCombine(lostAt, (loaded, lost) -> List.of(loaded, lost)),
            (progress, at) ->
                new ViewStatus(
                    Optional.of(followed),
                    progress,
                    progress.isEmpty() && at.get(0).isPresent(),
                    false,
                    at.get(1).isEmpty(),
                    now))
        .thenCombine(live, (status, hidden) -> status.withBehindLive(hidden.isPresent()));
  }
}
