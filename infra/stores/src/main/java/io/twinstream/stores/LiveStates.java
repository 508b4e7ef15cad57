package io.twinstream.stores;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Reads the states that readers of the online store would get. */
public final class LiveStates {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

  private LiveStates() {}

  /** The generation that readers of a view follow. */
  public static Generation generation(OnlineStore store, ViewKey view) {
    return Await.within(ANSWER_LIMIT, store.generations().pointer(view))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "readers follow no generation of " + view + " in the online store"));
  }

  /** The encoded states of a generation, by entity. */
  public static Map<String, byte[]> read(OnlineStore store, Generation generation) {
    Map<String, byte[]> states = new HashMap<>();
    store.states().scan(generation, (entity, state) -> states.put(entity, state.bytes()));
    return states;
  }

  /**
   * The known time up to which a generation is complete; {@link Long#MIN_VALUE} if that is unknown.
   */
  public static long completeUpTo(OnlineStore store, Generation generation) {
    return Await.within(ANSWER_LIMIT, store.progress().published(generation))
        .map(Progress::known)
        .orElse(Long.MIN_VALUE);
  }
}
