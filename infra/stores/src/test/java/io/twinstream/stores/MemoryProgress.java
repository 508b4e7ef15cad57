package io.twinstream.stores;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The progress of the generations of a {@link MemoryStore}. */
final class MemoryProgress implements ProgressStore {
  private final ConcurrentMap<Generation, Progress> progress = new ConcurrentHashMap<>();
  private final ConcurrentMap<Generation, Map<String, Long>> first = new ConcurrentHashMap<>();
  private final ConcurrentMap<Generation, Map<String, TopicPosition>> positions =
      new ConcurrentHashMap<>();
  private final ConcurrentMap<Generation, Map<String, ReadTo>> readTo = new ConcurrentHashMap<>();
  private final ConcurrentMap<Generation, Map<String, Long>> readers = new ConcurrentHashMap<>();

  @Override
  public CompletionStage<Void> publish(Generation generation, Progress value) {
    progress.put(generation, value);
    return done(null);
  }

  @Override
  public CompletionStage<Optional<Progress>> published(Generation generation) {
    return done(Optional.ofNullable(progress.get(generation)));
  }

  @Override
  public CompletionStage<Void> beginsAt(Generation generation, Map<String, Long> offsets) {
    first.computeIfAbsent(generation, g -> new ConcurrentHashMap<>()).putAll(offsets);
    return done(null);
  }

  @Override
  public CompletionStage<Map<String, Long>> beginsAt(Generation generation) {
    return done(Map.copyOf(first.getOrDefault(generation, Map.of())));
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
  public CompletionStage<Void> beginRead(Generation generation, Map<String, ReadTo> read) {
    Map<String, Long> of = readers.computeIfAbsent(generation, g -> new ConcurrentHashMap<>());
    read.forEach((partition, to) -> of.put(partition, to.run()));
    return publishRead(generation, read);
  }

  @Override
  public CompletionStage<Void> publishRead(Generation generation, Map<String, ReadTo> read) {
    readTo.computeIfAbsent(generation, g -> new ConcurrentHashMap<>()).putAll(read);
    return done(null);
  }

  @Override
  public CompletionStage<Map<String, ReadTo>> readTo(Generation generation) {
    Map<String, Long> of = readers.getOrDefault(generation, Map.of());
    Map<String, ReadTo> read = new HashMap<>(readTo.getOrDefault(generation, Map.of()));
    read.replaceAll((partition, to) -> to.by(of.getOrDefault(partition, to.run())));
    return done(read);
  }

  void forget(Generation generation) {
    all().forEach(facts -> facts.remove(generation));
  }

  void clear() {
    all().forEach(ConcurrentMap::clear);
  }

  private List<ConcurrentMap<Generation, ?>> all() {
    return List.of(progress, first, positions, readTo, readers);
  }

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }
}
