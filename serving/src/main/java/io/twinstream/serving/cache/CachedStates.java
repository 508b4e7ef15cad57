package io.twinstream.serving.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.twinstream.serving.reading.StateCache;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StoredState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/**
 * The states of a store, each kept for no longer than its view allows, counted from when it was
 * asked for; that there is none is kept as well. All that is missing of a read is fetched in one
 * round trip, and a state that is on its way is waited for, not fetched again. States in the second
 * half of their time are fetched anew on the side while they are read, so that those read most are
 * always there.
 *
 * <p>Keys have the generation in them: a generation that readers leave is not read any more. An
 * entity that is erased may be read until its states' time is over.
 */
final class CachedStates implements StateCache {
  /** What an entry takes beside its state and its key's text, in bytes. */
  private static final int OVERHEAD = 250;

  private final StateCache store;
  private final ToLongFunction<String> nanosOfView;
  private final Ticker ticker;
  private final Cache<StateKey, Entry> entries;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder refreshes = new LongAdder();

  /** A state, or that there is none, or that it is on its way. */
  private static final class Entry {
    private final CompletableFuture<StoredState> state = new CompletableFuture<>();
    private final long askedAt;

    /** Who sees it first in the second half of its time fetches it anew. */
    private boolean refreshed;

    Entry(long askedAt) {
      this.askedAt = askedAt;
    }

    synchronized boolean claimRefresh() {
      boolean claimed = !refreshed;
      refreshed = true;
      return claimed;
    }
  }

  /**
   * @param nanosOfView how long states of a view are kept; 0 for not at all
   * @param bytes how many bytes are kept at most
   */
  CachedStates(StateCache store, ToLongFunction<String> nanosOfView, long bytes, Ticker ticker) {
    this.store = store;
    this.nanosOfView = nanosOfView;
    this.ticker = ticker;
    this.entries =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(Runnable::run)
            .maximumWeight(bytes)
            .weigher((StateKey key, Entry entry) -> weight(key, entry))
            .expireAfter(Expiry.writing((StateKey key, Entry entry) -> left(key, entry)))
            .build();
  }

  private static int weight(StateKey key, Entry entry) {
    StoredState state = entry.state.getNow(null);
    return OVERHEAD + 2 * key.entity().length() + (state == null ? 0 : state.bytes().length);
  }

  private Duration left(StateKey key, Entry entry) {
    long ttl = nanosOfView.applyAsLong(key.generation().view().view());
    return Duration.ofNanos(Math.max(0, entry.askedAt + ttl - ticker.read()));
  }

  @Override
  public CompletionStage<List<StoredState>> read(List<StateKey> keys) {
    long now = ticker.read();
    Entry[] found = new Entry[keys.size()];
    List<StateKey> missing = new ArrayList<>();
    List<Entry> begun = new ArrayList<>();
    List<StateKey> aging = new ArrayList<>();
    for (int i = 0; i < found.length; i++) {
      StateKey key = keys.get(i);
      Entry entry = entries.getIfPresent(key);
      if (entry == null) {
        Entry own = new Entry(now);
        Entry other =
            nanosOfView.applyAsLong(key.generation().view().view()) == 0
                ? null
                : entries.asMap().putIfAbsent(key, own);
        entry = other == null ? own : other;
        if (other == null) {
          missing.add(key);
          begun.add(own);
        }
      } else if (isAging(key, entry, now)) {
        aging.add(key);
      }
      found[i] = entry;
    }
    hits.add(found.length - missing.size());
    misses.add(missing.size());
    if (!missing.isEmpty()) {
      fetch(missing, begun);
    }
    if (!aging.isEmpty()) {
      refresh(aging, now);
    }
    return states(found);
  }

  private boolean isAging(StateKey key, Entry entry, long now) {
    return entry.state.isDone()
        && now - entry.askedAt > nanosOfView.applyAsLong(key.generation().view().view()) / 2
        && entry.claimRefresh();
  }

  /** Fetches states anew, whether they are there or not, and keeps them. */
  void refresh(List<StateKey> keys) {
    refresh(keys, ticker.read());
  }

  private void refresh(List<StateKey> keys, long now) {
    refreshes.add(keys.size());
    List<Entry> begun = keys.stream().map(key -> new Entry(now)).toList();
    fetch(keys, begun);
  }

  private void fetch(List<StateKey> keys, List<Entry> begun) {
    store
        .read(keys)
        .whenComplete(
            (states, failure) -> {
              for (int i = 0; i < begun.size(); i++) {
                if (failure == null) {
                  begun.get(i).state.complete(states.get(i));
                  keep(keys.get(i), begun.get(i));
                } else {
                  entries.asMap().remove(keys.get(i), begun.get(i));
                  begun.get(i).state.completeExceptionally(cause(failure));
                }
              }
            });
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** Keeps what has come, with its weight, unless something newer is there already. */
  private void keep(StateKey key, Entry entry) {
    if (left(key, entry).isZero()) {
      entries.asMap().remove(key, entry);
      return;
    }
    entries
        .asMap()
        .merge(key, entry, (held, come) -> held.askedAt - come.askedAt > 0 ? held : come);
  }

  private static CompletionStage<List<StoredState>> states(Entry[] found) {
    List<CompletableFuture<StoredState>> waited = new ArrayList<>();
    for (Entry entry : found) {
      if (!entry.state.isDone() || entry.state.isCompletedExceptionally()) {
        waited.add(entry.state);
      }
    }
    return waited.isEmpty()
        ? CompletableFuture.completedFuture(now(found))
        : CompletableFuture.allOf(waited.toArray(new CompletableFuture<?>[0]))
            .thenApply(done -> now(found));
  }

  private static List<StoredState> now(Entry[] found) {
    StoredState[] states = new StoredState[found.length];
    for (int i = 0; i < states.length; i++) {
      states[i] = found[i].state.join();
    }
    return Arrays.asList(states);
  }

  /** How many states were there, or on their way, when they were asked for. */
  long hits() {
    return hits.sum();
  }

  /** How many had to be fetched. */
  long misses() {
    return misses.sum();
  }

  /** How many were fetched on the side. */
  long refreshes() {
    return refreshes.sum();
  }

  /** How many are kept, about. */
  long size() {
    return entries.estimatedSize();
  }
}
