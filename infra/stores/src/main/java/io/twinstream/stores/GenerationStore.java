package io.twinstream.stores;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** The generations of views, and which of them readers follow. */
public interface GenerationStore {
  /**
   * Begins a generation of a view. Its number is greater than that of every earlier generation of
   * the view and is never used again, even if the store is emptied in between. Readers do not see
   * the generation until the {@link #point pointer} moves to it.
   *
   * @param fingerprint of the layout of its states, which depends on the view's definition
   * @param eventsFrom the known time, in milliseconds since 1970, from which on the generation has
   *     all events; {@link Long#MIN_VALUE} if unknown
   */
  CompletionStage<Generation> begin(ViewKey view, String fingerprint, long eventsFrom);

  /** Returns the generations of a view that were begun and not dropped, by ascending number. */
  CompletionStage<List<Generation>> list(ViewKey view);

  /** Returns the fingerprint of a generation's states; empty if it was not begun here. */
  CompletionStage<Optional<String>> fingerprint(Generation generation);

  /** Corrects the known time from which on a generation has all events, once it is known. */
  CompletionStage<Void> record(Generation generation, long eventsFrom);

  /**
   * Returns the known time from which on a generation has all events; empty if it was not begun
   * here.
   */
  CompletionStage<OptionalLong> eventsFrom(Generation generation);

  /**
   * Records that a load, such as a backfill, has filled a generation: it is complete as of that
   * time, unless a pipeline publishes its progress in it.
   *
   * @param at when the load began to read what it has written, milliseconds since 1970
   * @param newest the event time of the newest event of all loads of the generation; {@link
   *     Long#MIN_VALUE} if there is none
   */
  CompletionStage<Void> loaded(Generation generation, long at, long newest);

  /**
   * Records the number of the load that has filled a generation of a view over a table. Each load
   * of a table fills a generation of its own.
   */
  CompletionStage<Void> numbered(Generation generation, long load);

  /** Returns the number of the load of a generation; empty if it is not of a table. */
  CompletionStage<OptionalLong> loadNumber(Generation generation);

  /** Returns when the last load of a generation began; empty if there was none. */
  CompletionStage<OptionalLong> loadedAt(Generation generation);

  /** Returns the event time of the newest loaded event; empty if there was no load. */
  CompletionStage<OptionalLong> newestLoaded(Generation generation);

  /**
   * Records whether readers of a loaded generation do not see events that a live job has in another
   * one. A later load of the generation records that they see all.
   *
   * @param live the generation with more events; empty if readers see all events
   */
  CompletionStage<Void> hides(Generation loaded, Optional<Generation> live);

  /**
   * Returns the live generation whose events readers of a loaded generation do not see; empty if
   * they see all.
   */
  CompletionStage<Optional<Generation>> hiddenBy(Generation loaded);

  /** Returns the generation that readers follow; empty if the pointer was never moved. */
  CompletionStage<Optional<Generation>> pointer(ViewKey view);

  /**
   * Makes readers follow a generation, if they still follow the expected one and it is an earlier
   * one. A generation that lost states becomes the pointer's target only if readers followed none
   * before. Readers notice within the time for which they cache a pointer.
   *
   * @param expected what {@link #pointer} returned
   * @return whether readers follow {@code next} now
   */
  CompletionStage<Boolean> point(Optional<Generation> expected, Generation next);

  /**
   * Deletes a generation with its states and all facts about it, blocking. Its number stays used.
   *
   * @return the number of deleted states
   * @throws IllegalArgumentException if readers follow it
   */
  long drop(Generation generation);
}
