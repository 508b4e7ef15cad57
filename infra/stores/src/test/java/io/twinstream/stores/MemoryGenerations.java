package io.twinstream.stores;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** The generations of a {@link MemoryStore}, and their losses. */
final class MemoryGenerations implements GenerationStore, LossStore {
  private final InstantSource clock;
  private final MemoryStates states;
  private final MemoryProgress progress;
  private final ConcurrentMap<ViewKey, Generation> last = new ConcurrentHashMap<>();
  private final ConcurrentMap<ViewKey, Generation> pointers = new ConcurrentHashMap<>();
  private final ConcurrentMap<Generation, String> fingerprints = new ConcurrentHashMap<>();
  private final ConcurrentMap<Generation, Long> eventsFrom = new ConcurrentHashMap<>();
  private final ConcurrentMap<Generation, Long> loaded = new ConcurrentHashMap<>();
  private final ConcurrentMap<Generation, Long> newest = new ConcurrentHashMap<>();
  private final ConcurrentMap<Generation, Long> numbers = new ConcurrentHashMap<>();
  private final ConcurrentMap<Generation, Generation> hidden = new ConcurrentHashMap<>();
  private final ConcurrentMap<Generation, Long> lost = new ConcurrentHashMap<>();
  private final ConcurrentMap<ViewKey, Map<String, Long>> evicted = new ConcurrentHashMap<>();
  private final AtomicLong losses = new AtomicLong();

  MemoryGenerations(InstantSource clock, MemoryStates states, MemoryProgress progress) {
    this.clock = clock;
    this.states = states;
    this.progress = progress;
  }

  @Override
  public CompletionStage<Generation> begin(ViewKey view, String fingerprint, long from) {
    Generation begun =
        last.compute(
            view,
            (key, before) ->
                new Generation(
                    key, Math.max(before == null ? 1 : before.number() + 1, clock.millis())));
    fingerprints.put(begun, fingerprint);
    eventsFrom.put(begun, from);
    return done(begun);
  }

  private List<Generation> begun(ViewKey view) {
    return eventsFrom.keySet().stream().filter(g -> g.view().equals(view)).sorted().toList();
  }

  @Override
  public CompletionStage<Optional<String>> fingerprint(Generation generation) {
    return done(Optional.ofNullable(fingerprints.get(generation)));
  }

  @Override
  public CompletionStage<Void> record(Generation generation, long from) {
    eventsFrom.put(generation, from);
    return done(null);
  }

  @Override
  public CompletionStage<Void> loaded(Generation generation, long at, long newestEvent) {
    loaded.put(generation, at);
    newest.put(generation, newestEvent);
    hidden.remove(generation);
    return done(null);
  }

  @Override
  public CompletionStage<Void> numbered(Generation generation, long load) {
    numbers.put(generation, load);
    return done(null);
  }

  @Override
  public CompletionStage<OptionalLong> loadNumber(Generation generation) {
    Long number = numbers.get(generation);
    return done(number == null ? OptionalLong.empty() : OptionalLong.of(number));
  }

  @Override
  public CompletionStage<OptionalLong> loadedAt(Generation generation) {
    Long at = loaded.get(generation);
    return done(at == null ? OptionalLong.empty() : OptionalLong.of(at));
  }

  @Override
  public CompletionStage<OptionalLong> newestLoaded(Generation generation) {
    Long event = newest.get(generation);
    return done(event == null ? OptionalLong.empty() : OptionalLong.of(event));
  }

  @Override
  public CompletionStage<Void> hides(Generation of, Optional<Generation> live) {
    live.ifPresentOrElse(by -> hidden.put(of, by), () -> hidden.remove(of));
    return done(null);
  }

  @Override
  public CompletionStage<Optional<Generation>> hiddenBy(Generation of) {
    return done(Optional.ofNullable(hidden.get(of)).filter(eventsFrom::containsKey));
  }

  @Override
  public CompletionStage<List<Generation>> list(ViewKey view) {
    return done(begun(view));
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
  public CompletionStage<Boolean> renew(
      Generation generation, String fingerprint, long from, long publishedAt) {
    Progress known = progress.published(generation).toCompletableFuture().join().orElse(null);
    boolean older =
        publishedAt != Long.MIN_VALUE && (known == null || known.publishedAt() < publishedAt);
    boolean renewed = older || !eventsFrom.containsKey(generation);
    if (renewed) {
      fingerprints.put(generation, fingerprint);
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
  public CompletionStage<Optional<Eviction>> eviction() {
    return done(Optional.of(Eviction.NONE));
  }

  @Override
  public long drop(Generation generation) {
    Pointers.requireNotFollowed(Optional.ofNullable(pointers.get(generation.view())), generation);
    facts().forEach(held -> held.remove(generation));
    progress.forget(generation);
    return states.drop(generation);
  }

  void clear() {
    List.of(last, pointers, evicted).forEach(ConcurrentMap::clear);
    facts().forEach(ConcurrentMap::clear);
  }

  private List<ConcurrentMap<Generation, ?>> facts() {
    return List.of(fingerprints, eventsFrom, loaded, newest, numbers, hidden, lost);
  }

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }
}
