package io.twinstream.stores;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;

/** The states of a {@link MemoryStore}, and its erased entities. */
final class MemoryStates implements StateStore, ErasureStore {
  private final InstantSource clock;
  private final ConcurrentMap<StateKey, Entry> states = new ConcurrentHashMap<>();
  private final ConcurrentMap<ViewKey, Set<String>> erased = new ConcurrentHashMap<>();

  private record Entry(StoredState state, long expiresAt) {}

  MemoryStates(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // Compares by identity whether this entry was kept.
  public CompletionStage<Integer> write(
      Generation generation, List<StateWrite> writes, Optional<Duration> expiry) {
    long now = clock.millis();
    long expiresAt = expiry.map(e -> now + e.toMillis()).orElse(Long.MAX_VALUE);
    int stored = 0;
    for (StateWrite write : writes) {
      StateKey key = new StateKey(generation, requireText(write.entity()));
      Entry incoming = new Entry(write.state(), expiresAt);
      Entry kept =
          states.merge(
              key,
              incoming,
              (old, in) -> old.expiresAt <= now || in.state.replaces(old.state) ? in : old);
      stored += kept == incoming && !isErased(key) ? 1 : 0;
    }
    return CompletableFuture.completedFuture(stored);
  }

  @Override
  public CompletionStage<List<StoredState>> read(List<StateKey> keys) {
    long now = clock.millis();
    List<StoredState> found = new ArrayList<>(keys.size());
    for (StateKey key : keys) {
      requireText(key.entity());
      Entry entry = states.get(key);
      found.add(isThere(key, entry, now) ? entry.state : null);
    }
    return CompletableFuture.completedFuture(found);
  }

  @Override
  public void scan(Generation generation, BiConsumer<String, StoredState> visitor) {
    long now = clock.millis();
    states.forEach(
        (key, entry) -> {
          if (key.generation().equals(generation) && isThere(key, entry, now)) {
            visitor.accept(key.entity(), entry.state);
          }
        });
  }

  @Override
  public CompletionStage<Void> erase(ViewKey view, List<String> entities) {
    entities.forEach(MemoryStates::requireText);
    erased.computeIfAbsent(view, v -> ConcurrentHashMap.newKeySet()).addAll(entities);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Set<String>> erased(ViewKey view, List<String> entities) {
    Set<String> among = new java.util.HashSet<>(erased.getOrDefault(view, Set.of()));
    among.retainAll(entities);
    return CompletableFuture.completedFuture(among);
  }

  private boolean isThere(StateKey key, Entry entry, long now) {
    return entry != null && entry.expiresAt > now && !entry.state.isErased() && !isErased(key);
  }

  private boolean isErased(StateKey key) {
    return erased.getOrDefault(key.generation().view(), Set.of()).contains(key.entity());
  }

  private static String requireText(String entity) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(entity)) {
      throw new IllegalArgumentException("the id of an entity has an unpaired surrogate");
    }
    return entity;
  }

  /** Deletes the states of a generation, and returns their number. */
  long drop(Generation generation) {
    List<StateKey> keys =
        states.keySet().stream().filter(key -> key.generation().equals(generation)).toList();
    keys.forEach(states::remove);
    return keys.size();
  }

  void clear() {
    states.clear();
    erased.clear();
  }
}
