package io.twinstream.pipelines.stream;

import io.twinstream.pipelines.online.Generations;
import io.twinstream.pipelines.online.LiveView;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.values.KV;

/**
 * Moves readers to the generation of a view that has caught up. If that would hide a load, readers
 * are left with the load, and it is marked as soon as it lacks events.
 */
final class ReaderSwitch {
  private final OnlineStore store;
  private final Generation generation;
  private boolean done;

  ReaderSwitch(OnlineStore store, Generation generation) {
    this.store = store;
    this.generation = generation;
  }

  /** Reports whether readers follow this generation or a later one. */
  boolean isDone() {
    return done;
  }

  /** Begins again, after the store lost states. */
  void reset() {
    done = false;
  }

  /**
   * Offers the generation to readers; the caller offers one that they do not follow yet again with
   * the next progress.
   *
   * @param written the time of the last write of a state, and the event time of the newest event in
   *     all written states; null while the generation is empty
   * @param left whether readers were left with a load
   */
  void offer(LiveView live, KV<Long, Long> written, ValueState<Boolean> left) {
    Optional<Generation> followed = await(store.generations().pointer(generation.view()));
    if (followed.isPresent() && followed.get().compareTo(generation) < 0) {
      boolean hides = Generations.hidesLoad(store, followed.get(), live.eventsFrom());
      if (hides != Boolean.TRUE.equals(left.read())) {
        left.write(hides);
      }
      if (written == null && !live.hasAllOf(store, followed.get())) {
        return;
      }
    }
    // If readers follow nothing, the load that they were left with was lost: it must be loaded
    // again.
    if (Boolean.TRUE.equals(left.read()) && !live.replacesLoad()) {
      followed.ifPresent(load -> markLoad(load, written));
      return;
    }
    done =
        Generations.offer(store, generation)
            .map(now -> now.compareTo(generation) >= 0)
            .orElse(false);
  }

  private void markLoad(Generation load, KV<Long, Long> written) {
    boolean lacks =
        written != null && Generations.lacks(store, load, written.getKey(), written.getValue());
    await(store.generations().hides(load, lacks ? Optional.of(generation) : Optional.empty()));
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.within(StoreAddress.ANSWERS_WITHIN, stage);
  }
}
