package io.twinstream.stores;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;

/** An {@link OnlineStore} in memory, for tests and for trying definitions. */
public final class MemoryStore extends MemoryGenerations {
  private final InstantSource clock;
  private final ConcurrentMap<StateKey, Entry> states = new ConcurrentHashMap<>();
  private final ConcurrentMap<ViewKey, Set<String>> erased = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, PublishedDefinitions> models = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, AppliedDefinitions> definitions = new ConcurrentHashMap<>();

  private record Entry(StoredState state, long expiresAt) {}

  public MemoryStore(InstantSource clock) {
    super(clock);
    this.clock = clock;
  }

  @Override
  public CompletionStage<Generation> begin(ViewKey view, String fingerprint, long from) {
    Generation begun = beginOne(view, fingerprint, from);
    erased.getOrDefault(view, Set.of()).forEach(entity -> putErased(begun, entity));
    return done(begun);
  }

  @Override
  public CompletionStage<Void> erase(ViewKey view, List<String> entities) {
    entities.forEach(Keys::requireText);
    erased.computeIfAbsent(view, v -> ConcurrentHashMap.newKeySet()).addAll(entities);
    begun(view).forEach(begun -> entities.forEach(entity -> putErased(begun, entity)));
    return done(null);
  }

  private void putErased(Generation generation, String entity) {
    states.put(new StateKey(generation, entity), new Entry(StoredState.ERASED, Long.MAX_VALUE));
  }

  @Override
  public long drop(Generation generation) {
    forget(generation);
    List<StateKey> keys =
        states.keySet().stream().filter(key -> key.generation().equals(generation)).toList();
    keys.forEach(states::remove);
    return keys.size();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // Compares by identity whether this entry was kept.
  public CompletionStage<Integer> write(
      Generation generation, List<StateWrite> writes, Optional<Duration> expiry) {
    long now = clock.millis();
    long expiresAt = expiry.map(e -> now + e.toMillis()).orElse(Long.MAX_VALUE);
    int stored = 0;
    for (StateWrite write : writes) {
      Entry incoming = new Entry(write.state(), expiresAt);
      Entry kept =
          states.merge(
              new StateKey(generation, Keys.requireText(write.entity())),
              incoming,
              (old, in) -> old.expiresAt <= now || in.state.replaces(old.state) ? in : old);
      stored += kept == incoming ? 1 : 0;
    }
    return done(stored);
  }

  @Override
  public CompletionStage<List<StoredState>> read(List<StateKey> keys) {
    long now = clock.millis();
    List<StoredState> found = new ArrayList<>(keys.size());
    for (StateKey key : keys) {
      Keys.requireText(key.entity());
      Entry entry = states.get(key);
      boolean gone = entry == null || entry.expiresAt <= now || entry.state.isErased();
      found.add(gone ? null : entry.state);
    }
    return done(found);
  }

  @Override
  public CompletionStage<Void> publish(String project, PublishedDefinitions model) {
    models.put(project, model);
    return done(null);
  }

  @Override
  public CompletionStage<Optional<PublishedDefinitions>> model(String project) {
    return done(Optional.ofNullable(models.get(project)));
  }

  @Override
  public CompletionStage<Optional<AppliedDefinitions>> applied(String project) {
    return done(Optional.ofNullable(definitions.get(project)));
  }

  @Override
  public CompletionStage<Boolean> apply(String project, AppliedDefinitions next) {
    AppliedDefinitions now =
        definitions.compute(
            project,
            (name, current) -> {
              long number = current == null ? 0 : current.number();
              return number == next.number() - 1 ? next : current;
            });
    return done(
        now != null
            && now.number() == next.number()
            && now.fingerprint().equals(next.fingerprint()));
  }

  @Override
  public void scan(Generation generation, BiConsumer<String, StoredState> visitor) {
    long now = clock.millis();
    states.forEach(
        (key, entry) -> {
          boolean there = entry.expiresAt > now && !entry.state.isErased();
          if (there && key.generation().equals(generation)) {
            visitor.accept(key.entity(), entry.state);
          }
        });
  }

  /** Removes everything, including generations, as a flush of Redis does. */
  public void clear() {
    states.clear();
    forgetAll();
    List.of(models, definitions, erased).forEach(ConcurrentMap::clear);
  }

  @Override
  public CompletionStage<OptionalLong> time() {
    return done(OptionalLong.of(clock.millis()));
  }

  @Override
  public CompletionStage<Void> check() {
    return done(null);
  }

  @Override
  public void close() {} // The store holds nothing outside of the heap.
}
