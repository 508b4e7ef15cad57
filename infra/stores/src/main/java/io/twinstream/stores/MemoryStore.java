package io.twinstream.stores;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/** An {@link OnlineStore} in memory, for tests and for trying definitions. */
public final class MemoryStore implements OnlineStore {
  private final InstantSource clock;
  private final ConcurrentMap<StateKey, Entry> states = new ConcurrentHashMap<>();
  private final ConcurrentMap<ViewKey, Generation> last = new ConcurrentHashMap<>();
  private final ConcurrentMap<ViewKey, Generation> pointers = new ConcurrentHashMap<>();
  private final ConcurrentMap<Generation, Long> eventsFrom = new ConcurrentHashMap<>();
  private final ConcurrentMap<Generation, Map<String, Long>> first = new ConcurrentHashMap<>();
  private final ConcurrentMap<Generation, Long> loaded = new ConcurrentHashMap<>();
  private final ConcurrentMap<Generation, Generation> hidden = new ConcurrentHashMap<>();
  private final ConcurrentMap<Generation, Long> lost = new ConcurrentHashMap<>();
  private final ConcurrentMap<Generation, Progress> progress = new ConcurrentHashMap<>();
  private final ConcurrentMap<Generation, Map<String, TopicPosition>> positions =
      new ConcurrentHashMap<>();
  private final ConcurrentMap<Generation, Map<String, ReadTo>> readTo = new ConcurrentHashMap<>();
  private final ConcurrentMap<ViewKey, Set<String>> erased = new ConcurrentHashMap<>();
  private final ConcurrentMap<ViewKey, Map<String, Long>> evicted = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, PublishedModel> models = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, AppliedDefinitions> definitions = new ConcurrentHashMap<>();

  private final AtomicLong losses = new AtomicLong();

  private record Entry(StoredState state, long expiresAt) {}

  public MemoryStore(InstantSource clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public CompletionStage<Generation> begin(ViewKey view, long from) {
    Generation begun =
        last.compute(
            view,
            (key, before) ->
                new Generation(
                    key, Math.max(before == null ? 1 : before.number() + 1, clock.millis())));
    eventsFrom.put(begun, from);
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
  public CompletionStage<Void> record(Generation generation, long from) {
    eventsFrom.put(generation, from);
    return done(null);
  }

  @Override
  public CompletionStage<Void> beginsAt(Generation generation, Map<String, Long> offsets) {
    first.put(generation, Map.copyOf(offsets));
    return done(null);
  }

  @Override
  public CompletionStage<Map<String, Long>> beginsAt(Generation generation) {
    return done(first.getOrDefault(generation, Map.of()));
  }

  @Override
  public CompletionStage<Void> loaded(Generation generation, long at) {
    loaded.put(generation, at);
    hidden.remove(generation);
    return done(null);
  }

  @Override
  public CompletionStage<OptionalLong> loadedAt(Generation generation) {
    Long at = loaded.get(generation);
    return done(at == null ? OptionalLong.empty() : OptionalLong.of(at));
  }

  @Override
  public CompletionStage<Void> hides(Generation of, Generation live) {
    hidden.put(of, live);
    return done(null);
  }

  @Override
  public CompletionStage<Optional<Generation>> hiddenBy(Generation of) {
    return done(Optional.ofNullable(hidden.get(of)).filter(eventsFrom::containsKey));
  }

  @Override
  public CompletionStage<List<Generation>> generations(ViewKey view) {
    return done(begun(view));
  }

  private List<Generation> begun(ViewKey view) {
    return eventsFrom.keySet().stream().filter(g -> g.view().equals(view)).sorted().toList();
  }

  @Override
  public long drop(Generation generation) {
    Pointers.requireNotFollowed(Optional.ofNullable(pointers.get(generation.view())), generation);
    List<StateKey> keys =
        states.keySet().stream().filter(key -> key.generation().equals(generation)).toList();
    keys.forEach(states::remove);
    eventsFrom.remove(generation);
    first.remove(generation);
    loaded.remove(generation);
    hidden.remove(generation);
    lost.remove(generation);
    progress.remove(generation);
    positions.remove(generation);
    readTo.remove(generation);
    return keys.size();
  }

  @Override
  public CompletionStage<OptionalLong> eventsFrom(Generation generation) {
    Long from = eventsFrom.get(generation);
    return done(from == null ? OptionalLong.empty() : OptionalLong.of(from));
  }

  @Override
  public CompletionStage<Optional<Generation>> pointer(ViewKey view) {
    return done(Optional.ofNullable(pointers.get(view)));
  }

  @Override
  public CompletionStage<Boolean> renew(Generation generation, long from, long publishedAt) {
    Progress known = progress.get(generation);
    boolean older =
        publishedAt != Long.MIN_VALUE && (known == null || known.publishedAt() < publishedAt);
    boolean renewed = older || !eventsFrom.containsKey(generation);
    if (renewed) {
      eventsFrom.put(generation, from);
      lost.put(generation, losses.incrementAndGet());
      last.merge(generation.view(), generation, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }
    return done(renewed);
  }

  @Override
  public CompletionStage<Boolean> noteEviction(ViewKey view, Eviction eviction) {
    List<Generation> begun = begun(view);
    if (begun.isEmpty()) {
      return done(false);
    }
    Map<String, Long> noted = evicted.computeIfAbsent(view, v -> new ConcurrentHashMap<>());
    boolean dropped = false;
    for (Map.Entry<String, Long> run : eviction.byRun().entrySet()) {
      Long before = noted.put(run.getKey(), run.getValue());
      dropped |= run.getValue() > 0 && !run.getValue().equals(before);
    }
    if (dropped) {
      begun.forEach(generation -> lost.put(generation, losses.incrementAndGet()));
    }
    return done(dropped);
  }

  @Override
  public CompletionStage<OptionalLong> lostAt(Generation generation) {
    Long at = lost.get(generation);
    return done(at == null ? OptionalLong.empty() : OptionalLong.of(at));
  }

  @Override
  public CompletionStage<Boolean> refilled(Generation generation, long lostAt) {
    lost.remove(generation, lostAt);
    return done(eventsFrom.containsKey(generation) && !lost.containsKey(generation));
  }

  @Override
  public CompletionStage<Boolean> point(Optional<Generation> expected, Generation next) {
    Pointers.requireSameView(expected, next);
    if (!eventsFrom.containsKey(next) || (lost.containsKey(next) && expected.isPresent())) {
      return done(false);
    }
    Generation now =
        pointers.compute(
            next.view(),
            (view, current) ->
                Optional.ofNullable(current).equals(expected)
                        && (current == null || next.compareTo(current) > 0)
                    ? next
                    : current);
    return done(next.equals(now));
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
  public CompletionStage<Void> publish(Generation generation, Progress value) {
    progress.put(generation, value);
    return done(null);
  }

  @Override
  public CompletionStage<Optional<Progress>> progress(Generation generation) {
    return done(Optional.ofNullable(progress.get(generation)));
  }

  @Override
  public CompletionStage<Void> publish(Generation generation, Map<String, TopicPosition> next) {
    positions.computeIfAbsent(generation, g -> new ConcurrentHashMap<>()).putAll(next);
    return done(null);
  }

  @Override
  public CompletionStage<Map<String, TopicPosition>> positions(Generation generation) {
    return done(Map.copyOf(positions.getOrDefault(generation, Map.of())));
  }

  @Override
  public CompletionStage<Void> publishRead(Generation generation, Map<String, ReadTo> read) {
    readTo.computeIfAbsent(generation, g -> new ConcurrentHashMap<>()).putAll(read);
    return done(null);
  }

  @Override
  public CompletionStage<Map<String, ReadTo>> readTo(Generation generation) {
    return done(Map.copyOf(readTo.getOrDefault(generation, Map.of())));
  }

  @Override
  public CompletionStage<Void> publish(String project, PublishedModel model) {
    models.put(project, model);
    return done(null);
  }

  @Override
  public CompletionStage<Optional<PublishedModel>> model(String project) {
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
    List.of(states, last, pointers, eventsFrom, first, loaded).forEach(ConcurrentMap::clear);
    List.of(lost, hidden, progress, positions, readTo).forEach(ConcurrentMap::clear);
    List.of(models, definitions, erased, evicted).forEach(ConcurrentMap::clear);
  }

  @Override
  public CompletionStage<Void> check() {
    return done(null);
  }

  @Override
  public void close() {} // The store holds nothing outside of the heap.

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }
}
