package io.twinstream.serving.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.twinstream.serving.reading.StateReader;
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
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * A cache of states, each kept for the TTL of its view, counted from when it was requested. Missing
 * states are cached as well. A read fetches all states that it lacks in one round trip; it waits
 * for a state that another read is fetching instead of fetching it twice. States in the second half
 * of their TTL are refreshed in the background when they are read, so that frequently read states
 * are always cached.
 *
 * <p>Keys contain the generation, so a generation that readers leave is not read any more. An
 * erased entity may be read until its cached states expire.
 */
final class CachedStates implements StateReader {
  /** The size of an entry without its state and the text of its key, in bytes. */
  private static final int OVERHEAD = 250;

  private final StateReader store;
  private final ToLongFunction<String> nanosOfView;
  private final LongSupplier epochs;
  private final Ticker ticker;
  private final Cache<StateKey, Entry> entries;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder refreshes = new LongAdder();

  /** A state, a missing state, or a state that is being fetched. */
  private static final class Entry {
    private final CompletableFuture<StoredState> state = new CompletableFuture<>();
    private final long askedAt;

    /** The first reader in the second half of the TTL refreshes the state. */
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
   * @param nanosOfView the TTL of the states of a view; 0 to cache none
   * @param epochs the present epoch of the store's connections
   * @param bytes the largest size of the cache
   */
  CachedStates(
      StateReader store,
      ToLongFunction<String> nanosOfView,
      LongSupplier epochs,
      long bytes,
      Ticker ticker) {
    this.store = store;
    this.nanosOfView = nanosOfView;
    this.epochs = epochs;
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
  public CompletionStage<List<StoredState>> read(List<StateKey> keys, long epoch) {
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
      fetch(missing, begun, epoch);
    }
    if (!aging.isEmpty()) {
      refresh(aging, now, epoch);
    }
    return states(found);
  }

  private boolean isAging(StateKey key, Entry entry, long now) {
    return entry.state.isDone()
        && now - entry.askedAt > nanosOfView.applyAsLong(key.generation().view().view()) / 2
        && entry.claimRefresh();
  }

  /** Fetches states, whether they are cached or not, and caches them. */
  void refresh(List<StateKey> keys, long epoch) {
    refresh(keys, ticker.read(), epoch);
  }

  private void refresh(List<StateKey> keys, long now, long epoch) {
    refreshes.add(keys.size());
    List<Entry> begun = keys.stream().map(key -> new Entry(now)).toList();
    fetch(keys, begun, epoch);
  }

  private void fetch(List<StateKey> keys, List<Entry> begun, long epoch) {
    store
        .read(keys, epoch)
        .whenComplete(
            (states, failure) -> {
              boolean same = epochs.getAsLong() == epoch;
              for (int i = 0; i < begun.size(); i++) {
                if (failure == null) {
                  begun.get(i).state.complete(states.get(i));
                  if (same || states.get(i) != null) {
                    keep(keys.get(i), begun.get(i));
                  } else { // it may have been lost
                    entries.asMap().remove(keys.get(i), begun.get(i));
                  }
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

  /** Caches a fetched state with its weight, unless a newer one is cached already. */
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

  /** The number of requested states that were cached, or being fetched. */
  long hits() {
    return hits.sum();
  }

  /** The number of requested states that had to be fetched. */
  long misses() {
    return misses.sum();
  }

  /** The number of states that were fetched in the background. */
  long refreshes() {
    return refreshes.sum();
  }

  /** The approximate number of cached states. */
  long size() {
    return entries.estimatedSize();
  }
}
