package io.twinstream.offline.log.asof;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.aggregate.VisibleEvents;
import io.twinstream.features.event.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Replays the events of entities through the algebra, which gives exactly the values of the online
 * store at that time and of a training set.
 */
final class ReplayedView implements ViewSource {
  private final CompiledView view;
  private final String key;
  private final EventsByEntity history;

  ReplayedView(CompiledView view, String key, EventsByEntity history) {
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
    Map<String, Long> named = new HashMap<>();
    asked.stream()
        .filter(each -> !each.event().isEmpty())
        .forEach(each -> named.merge(each.event(), each.known(), Math::max));
    VisibleEvents<Asked> visible =
        new VisibleEvents<>(
            view,
            view.empty(),
            visibility == Visibility.INCLUSIVE,
            (each, seen) -> answers[each.row()] = answer(each, seen));
    int next = 0;
    for (Asked each : asked) {
      while (next < events.size() && events.get(next).known() <= each.known()) {
        Event event = events.get(next++);
        visible.event(event, named.getOrDefault(event.id(), VisibleEvents.NEVER));
      }
      visible.row(each, each.known(), each.event());
    }
    visible.finish();
  }

  private AsOfView answer(Asked asked, EntityState seen) {
    long newest = seen.newestPresent();
    long asOf = Math.max(asked.asOf(), newest);
    return new AsOfView(
        view.view(),
        asked.entity(),
        view.presence(seen, asOf),
        newest,
        asOf,
        seen.count(),
        view.evaluate(seen, asked.asOf()));
  }
}
