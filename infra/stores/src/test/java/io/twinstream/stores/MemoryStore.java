package io.twinstream.stores;

import java.time.InstantSource;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An {@link OnlineStore} in memory. */
public final class MemoryStore implements OnlineStore {
  private final InstantSource clock;
  private final MemoryStates states;
  private final MemoryProgress progress = new MemoryProgress();
  private final MemoryDefinitions definitions = new MemoryDefinitions();
  private final MemoryGenerations generations;

  public MemoryStore(InstantSource clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    this.states = new MemoryStates(clock);
    this.generations = new MemoryGenerations(clock, states, progress);
  }

  @Override
  public StateStore states() {
    return states;
  }

  @Override
  public ErasureStore erasures() {
    return states;
  }

  @Override
  public GenerationStore generations() {
    return generations;
  }

  @Override
  public LossStore losses() {
    return generations;
  }

  @Override
  public ProgressStore progress() {
    return progress;
  }

  @Override
  public DefinitionStore definitions() {
    return definitions;
  }

  @Override
  public CompletionStage<Void> check() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<OptionalLong> time() {
    return CompletableFuture.completedFuture(OptionalLong.of(clock.millis()));
  }

  @Override
  public long epoch() {
    return 0;
  }

  /** Removes everything, including generations, as a flush of Redis does. */
  public void clear() {
    states.clear();
    generations.clear();
    progress.clear();
    definitions.clear();
  }

  @Override
  public void reconnect() {} // There is no connection.

  @Override
  public void close() {} // The store holds nothing outside of the heap.
}
