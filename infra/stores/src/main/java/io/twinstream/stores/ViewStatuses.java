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
 * Remembers what readers follow, so that a read of states is one round trip. What is handed out was
 * asked for at most {@code bound} ago: a reader follows a moved pointer, and notices a pipeline
 * that stands still, no later than that. From half of the bound on, a new answer is fetched on the
 * side; a failed one is not remembered.
 */
public final class ViewStatuses {
  public static final Duration DEFAULT_BOUND = Duration.ofMillis(200);

  private final OnlineStore store;
  private final InstantSource clock;
  private final long bound;
  private final ConcurrentMap<ViewKey, Entry> entries = new ConcurrentHashMap<>();
  private volatile boolean mayDrop;
  private final ConcurrentMap<ViewKey, ViewStatus> last = new ConcurrentHashMap<>();

  /** The last answer and the one under way, which may be the same. */
  private record Entry(long askedAt, CompletableFuture<ViewStatus> answer, Entry before) {}

  public ViewStatuses(OnlineStore store, InstantSource clock, Duration bound) {
    this.store = store;
    this.clock = clock;
    this.bound = bound.toMillis();
  }

  /**
   * Says whether the store may drop keys on its own: then that is looked at with each question, so
   * that what was dropped is noticed within the bound.
   */
  public void mayDrop(boolean mayDrop) {
    this.mayDrop = mayDrop;
  }

  /** What readers of a view follow now, or did at most the bound ago. */
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

  /** What readers followed last, however long ago; nothing if nobody ever asked. */
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
   * Notes that keys were dropped. Whether that could not be noted, as in a store that is full or
   * may not be written: then states may be lost although none of the view's generations says so.
   */
  private CompletionStage<Boolean> mayLackNote(ViewKey view) {
    if (!mayDrop) {
      return CompletableFuture.completedFuture(false);
    }
    return store
        .eviction()
        .exceptionally(failure -> Optional.empty()) // as of a member of a cluster that is down
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
