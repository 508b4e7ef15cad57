package io.twinstream.serving.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StateStore;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.ViewKey;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads states, and keeps the last known state of each entity for when the store does not answer.
 * It wraps the store below any cache, so that it also sees what a cache fetches in the background,
 * and keeps states as long as there is room, whatever the TTLs of the cache are.
 */
@Singleton
public final class StateFallback {
  /** The size of an entry without its state, in bytes. */
  private static final int OVERHEAD = 220;

  private final OnlineStore online;
  private final StateStore store;
  private final InstantSource clock;

  /** Null if no states are kept. */
  private final Cache<Who, Known> states;

  /** The number of entities being forgotten; incremented before they are. */
  private final AtomicLong erasures = new AtomicLong();

  /** The entity of a view; for each, the generation that was read last is kept. */
  private record Who(ViewKey view, String entity) {
    static Who of(StateKey key) {
      return new Who(key.generation().view(), key.entity());
    }
  }

  /**
   * The last known state.
   *
   * @param generation that was read
   * @param state null if the store has none
   * @param readAt the time of the read, in milliseconds since 1970
   */
  public record Known(Generation generation, StoredState state, long readAt) {}

  public StateFallback(
      OnlineStore online, InstantSource clock, ReadingConfiguration configuration) {
    this.online = online;
    this.store = online.states();
    this.clock = clock;
    this.states =
        configuration.whenStoreFails() != WhenStoreFails.LAST_KNOWN
            ? null
            : Caffeine.newBuilder()
                .maximumWeight(configuration.lastKnownBytes())
                .weigher(StateFallback::weight)
                .build();
  }

  private static int weight(Who key, Known known) {
    return OVERHEAD
        + key.entity().length()
        + (known.state() == null ? 0 : known.state().bytes().length);
  }

  /**
   * As {@link StateStore#read}.
   *
   * @param epoch the epoch of the store's connections when the keys' generations were read: a
   *     missing state is not kept if it was read over a later connection
   */
  public CompletionStage<List<StoredState>> read(List<StateKey> keys, long epoch) {
    if (states == null) {
      return store.read(keys);
    }
    long asked = clock.millis();
    long before = erasures.get();
    return store
        .read(keys)
        .thenApply(
            found -> {
              boolean same = online.epoch() == epoch;
              for (int i = 0; i < keys.size(); i++) {
                StateKey key = keys.get(i);
                if (same || found.get(i) != null) {
                  states.put(Who.of(key), new Known(key.generation(), found.get(i), asked));
                }
              }
              if (erasures.get() != before) {
                // A read that was in flight during an erasure may have returned the erased state.
                keys.forEach(key -> states.invalidate(Who.of(key)));
              }
              return found;
            });
  }

  /** As {@link StateStore#read}, from a store that lost states: a missing state is not kept. */
  public CompletionStage<List<StoredState>> readOnce(List<StateKey> keys, long epoch) {
    return store.read(keys);
  }

  /** The last known state of each key; null if there is none. */
  public Known[] of(List<StateKey> keys) {
    Known[] known = new Known[keys.size()];
    for (int i = 0; i < known.length; i++) {
      Known last = states.getIfPresent(Who.of(keys.get(i)));
      known[i] = last != null && last.generation().equals(keys.get(i).generation()) ? last : null;
    }
    return known;
  }

  /** Forgets an entity of a view in all generations, because it was erased. */
  public void forget(ViewKey view, String entity) {
    if (states != null) {
      erasures.incrementAndGet();
      states.invalidate(new Who(view, entity));
    }
  }
}
