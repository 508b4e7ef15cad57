package io.twinstream.verify.scores;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.event.Event;
import io.twinstream.local.job.Waiting;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.LiveStates;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.ViewKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the stored states of the entities of events, before and after these events. */
final class EntityStates {
  private static final Duration POLL = Duration.ofMillis(2);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

  private final OnlineStore store;
  private final Map<CompiledView, Generation> views = new LinkedHashMap<>();

  /**
   * @param project of the views
   */
  EntityStates(OnlineStore store, String project, List<CompiledView> compiled) {
    this.store = store;
    for (CompiledView view : compiled) {
      ViewKey key = new ViewKey(project, view.view().id());
      views.put(view, LiveStates.generation(store, key));
    }
  }

  /** An expected state, and the view that computed it. */
  private record Expected(CompiledView view, EntityState state) {}

  /** The expected states after some events. */
  final class After {
    private final Map<StateKey, Expected> expected = new LinkedHashMap<>();

    private After() {}

    /**
     * Waits until the store has exactly these states.
     *
     * @throws IllegalStateException at the limit, with the first that it does not have
     */
    void await(Duration limit) {
      long deadline = System.nanoTime() + limit.toNanos();
      while (!expected.isEmpty()) {
        List<StateKey> keys = List.copyOf(expected.keySet());
        List<StoredState> stored = read(keys);
        for (int i = 0; i < keys.size(); i++) {
          Expected wanted = expected.get(keys.get(i));
          byte[] bytes = wanted.view().encode(wanted.state());
          if (stored.get(i) != null && Arrays.equals(stored.get(i).bytes(), bytes)) {
            expected.remove(keys.get(i));
          }
        }
        if (!expected.isEmpty()) {
          if (System.nanoTime() > deadline) {
            throw new IllegalStateException(
                ("after %d s the online store does not have the expected states of %s "
                        + "and %d other entities")
                    .formatted(
                        limit.toSeconds(),
                        expected.keySet().iterator().next(),
                        expected.size() - 1));
          }
          Waiting.pause(POLL);
        }
      }
    }
  }

  /** The states that the store will have after these events, starting from its current ones. */
  After after(List<Event> events) {
    Map<StateKey, List<Event>> about = new LinkedHashMap<>();
    Map<StateKey, CompiledView> of = new LinkedHashMap<>();
    for (Event event : events) {
      views.forEach(
          (view, generation) -> {
            String entity = view.key(event);
            if (entity != null) {
              StateKey key = new StateKey(generation, entity);
              about.computeIfAbsent(key, each -> new ArrayList<>()).add(event);
              of.put(key, view);
            }
          });
    }
    List<StateKey> keys = List.copyOf(about.keySet());
    List<StoredState> stored = read(keys);
    After after = new After();
    for (int i = 0; i < keys.size(); i++) {
      CompiledView view = of.get(keys.get(i));
      EntityState state = stored.get(i) == null ? view.empty() : view.decode(stored.get(i).bytes());
      for (Event event : about.get(keys.get(i))) {
        state = view.add(state, event);
      }
      after.expected.put(keys.get(i), new Expected(view, state));
    }
    return after;
  }

  private List<StoredState> read(List<StateKey> keys) {
    return Await.within(ANSWER_LIMIT, store.states().read(keys));
  }
}
