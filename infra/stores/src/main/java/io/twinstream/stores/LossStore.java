package io.twinstream.stores;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** The losses of states: what was lost, and whether it was written again. */
public interface LossStore {
  /**
   * Detects and records a loss of states, for the pipeline that writes the generation. States were
   * lost if the store does not know the generation, because it was emptied, or knows an older
   * progress of the pipeline than was published, because it came back with an older copy of its
   * data. An unknown generation begins again under its number. Until it is {@link #refilled}, a
   * missing state counts as unknown.
   *
   * @param fingerprint as when it began
   * @param eventsFrom as when it began
   * @param publishedAt the {@code publishedAt} of the progress published last; {@link
   *     Long#MIN_VALUE} for none
   * @return whether states were lost since the last call
   */
  CompletionStage<Boolean> renew(
      Generation generation, String fingerprint, long eventsFrom, long publishedAt);

  /**
   * Returns when the loss of states of a generation was noticed, in microseconds since 1970; empty
   * if none were lost, or all have been written again.
   */
  CompletionStage<OptionalLong> lostAt(Generation generation);

  /**
   * Records that a generation has all of its states again.
   *
   * @param lostAt what {@link #lostAt} returned before they were written
   * @return true on success; false if more states were lost meanwhile
   */
  CompletionStage<Boolean> refilled(Generation generation, long lostAt);

  /** Reports whether the store evicts states; empty if the store does not reveal it. */
  CompletionStage<Optional<Eviction>> eviction();

  /**
   * Records what the store has evicted. If a run of a server has evicted other keys than the view
   * has recorded of that run, all generations of the view have lost states, as recorded by {@link
   * #renew}, and keep this note when the store is restarted. {@link GenerationStore#begin} records
   * what was evicted before: that is no loss of the new generation.
   *
   * @return whether it is new
   */
  CompletionStage<Boolean> noteEviction(ViewKey view, Eviction eviction);
}
