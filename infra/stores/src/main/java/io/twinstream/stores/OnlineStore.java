package io.twinstream.stores;

import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * Holds the states of entities by view and generation, and what is known about them. Safe for use
 * by many threads. Stages complete exceptionally with a {@link StoreException} if the store cannot
 * be reached in time, and their callbacks must not block; {@link Await} waits where blocking is
 * acceptable. A part of the store, such as {@link #states}, is usable as long as the store is.
 */
public interface OnlineStore extends AutoCloseable {
  StateStore states();

  ErasureStore erasures();

  GenerationStore generations();

  LossStore losses();

  ProgressStore progress();

  DefinitionStore definitions();

  /** Completes when the store answers. */
  CompletionStage<Void> check();

  /** Returns the store's time in milliseconds since 1970; empty if the store does not reveal it. */
  CompletionStage<OptionalLong> time();

  /**
   * Returns a number that changes before anything is answered over a new connection: then the store
   * may have been emptied, or be another one.
   */
  long epoch();

  /**
   * Replaces the existing connections with new ones. A connection to a machine that is gone may not
   * report an error for a quarter of an hour.
   */
  void reconnect();

  @Override
  void close();
}
