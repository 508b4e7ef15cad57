package io.twinstream.serving.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.ViewKey;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads states, and remembers what the store said of each last: for when it does not answer. It
 * stands at the store, so that what a cache fetches on its own is known as well, and for as long as
 * there is room, whatever the cache's times are.
 */
@Singleton
public final class StateFallback {
  /** What an entry takes beside its state. */
  private static final int OVERHEAD = 220;

  private final OnlineStore store;
  private final InstantSource clock;

  /** Null where nothing is to be remembered. */
  private final Cache<Who, Known> states;

  /** How many entities are forgotten; counted before they are. */
  private final AtomicLong erasures = new AtomicLong();

  /** Of whom something is known: in one generation, that which was read last. */
  private record Who(ViewKey view, String entity) {
    static Who of(StateKey key) {
      return new Who(key.generation().view(), key.entity());
    }
  }

  /**
   * What the store said.
   *
   * @param generation of which it was asked
   * @param state null if it holds none
   * @param readAt when it was asked, in milliseconds since 1970
   */
  public record Known(Generation generation, StoredState state, long readAt) {}

  public StateFallback(OnlineStore store, InstantSource clock, ReadingConfiguration configuration) {
    this.store = store;
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

  /** As {@link OnlineStore#read}. */
  public CompletionStage<List<StoredState>> read(List<StateKey> keys) {
    if (states == null) {
      return store.read(keys);
    }
    long asked = clock.millis();
    long before = erasures.get();
    return store
        .read(keys)
        .thenApply(
            found -> {
              for (int i = 0; i < keys.size(); i++) {
                StateKey key = keys.get(i);
                states.put(Who.of(key), new Known(key.generation(), found.get(i), asked));
              }
              if (erasures.get() != before) {
                // What was on its way while somebody was erased may be what was erased.
                keys.forEach(key -> states.invalidate(Who.of(key)));
              }
              return found;
            });
  }

  /** As {@link OnlineStore#read}, of a store that lost states: what is not there is not kept. */
  public CompletionStage<List<StoredState>> readOnce(List<StateKey> keys) {
    return store.read(keys);
  }

  /** What is known of each; null for nothing. */
  public Known[] of(List<StateKey> keys) {
    Known[] known = new Known[keys.size()];
    for (int i = 0; i < known.length; i++) {
      Known last = states.getIfPresent(Who.of(keys.get(i)));
      known[i] = last != null && last.generation().equals(keys.get(i).generation()) ? last : null;
    }
    return known;
  }

  /** Forgets an entity of a view, in all generations: it was erased. */
  public void forget(ViewKey view, String entity) {
    if (states != null) {
      erasures.incrementAndGet();
      states.invalidate(new Who(view, entity));
    }
  }
}
