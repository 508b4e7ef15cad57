package io.twinstream.offline.log.asof;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.event.Event;
import io.twinstream.offline.log.EntityEvents;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Replays the events of entities through the algebra: exactly what the online store would have
 * given, and what a training set has.
 */
final class ReplayedView implements ViewSource {
  private final CompiledView view;
  private final String key;
  private final EntityEvents history;

  ReplayedView(CompiledView view, String key, EntityEvents history) {
    this.view = view;
    this.key = key;
    this.history = history;
  }

  @Override
  public void read(List<Asked> asked, Visibility visibility, AsOfView[] answers) {
    Map<String, List<Asked>> byEntity = new HashMap<>();
    long until = Long.MIN_VALUE;
    for (Asked each : asked) {
      byEntity.computeIfAbsent(each.entity(), e -> new ArrayList<>()).add(each);
      until = Math.max(until, each.known());
    }
    Set<String> unseen = new HashSet<>(byEntity.keySet());
    history.read(
        key,
        byEntity.keySet(),
        until,
        (entity, events) -> {
          unseen.remove(entity);
          replay(events, byEntity.get(entity), visibility, answers);
        });
    for (String entity : unseen) {
      replay(List.of(), byEntity.get(entity), visibility, answers);
    }
  }

  private void replay(
      List<Event> events, List<Asked> asked, Visibility visibility, AsOfView[] answers) {
    asked.sort(Comparator.comparingLong(Asked::known));
    EntityState state = view.empty();
    int next = 0;
    for (Asked each : asked) {
      while (next < events.size() && events.get(next).known() < each.known()) {
        state = view.add(state, events.get(next++));
      }
      EntityState seen =
          visibility == Visibility.INCLUSIVE ? withInstant(state, events, next, each) : state;
      answers[each.row()] =
          new AsOfView(
              view.view(),
              each.entity(),
              view.presence(seen, Math.max(each.asOf(), seen.newest())),
              seen.newest(),
              Math.max(each.asOf(), seen.newest()),
              seen.mass(),
              view.evaluate(seen, each.asOf()));
    }
  }

  /** The state with the events of the very instant too, but for the one that asks. */
  private EntityState withInstant(EntityState before, List<Event> events, int from, Asked asked) {
    EntityState state = before;
    boolean own = asked.event().isEmpty();
    for (int i = from; i < events.size() && events.get(i).known() == asked.known(); i++) {
      Event event = events.get(i);
      if (!own && asked.event().equals(event.id())) {
        own = true;
      } else {
        state = view.add(state, event);
      }
    }
    return state;
  }
}
