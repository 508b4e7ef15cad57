package io.twinstream.offline.log.asof;

import io.twinstream.features.decode.EntityKey;
import io.twinstream.features.definition.EnrichedSource;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.enrich.EnrichedHistory;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.FirstOfRecord;
import io.twinstream.features.event.Position;
import io.twinstream.offline.log.file.HistoryException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The events of some entities of an enriched source. It reads the events of these entities, then
 * those of the entities that they look up, and so on, and enriches them in memory.
 *
 * <p>Events of other entities that are read on the way lack events that they would look up; they
 * are not passed on, and no event that is passed on looks them up.
 */
public final class EnrichedEvents implements EventsByEntity {
  private static final Comparator<Event> ORDER =
      Comparator.comparingLong(Event::known).thenComparing(FirstOfRecord.ORDER);

  private final Project project;
  private final String source;
  private final Function<String, EventsByEntity> bases;
  private final int most;

  private EnrichedEvents(
      Project project, String source, Function<String, EventsByEntity> bases, int most) {
    this.project = project;
    this.source = source;
    this.bases = bases;
    this.most = most;
  }

  /**
   * Creates a reader of the events of a source, enriched or not.
   *
   * @param bases returns the reader of a source that is read
   * @param most the greatest number of events that are held
   */
  public static EventsByEntity of(
      Project project, String source, Function<String, EventsByEntity> bases, int most) {
    return project.enriched().containsKey(source)
        ? new EnrichedEvents(project, source, bases, most)
        : bases.apply(source);
  }

  /**
   * @throws HistoryException if more events are needed than are held
   */
  @Override
  public void read(String key, Set<String> entities, long until, Reader to) {
    Closure closure = new Closure(until);
    closure.need(source, key, entities);
    EntityKey keyOf = EntityKey.in(project.source(source).schema(), key);
    Map<String, List<Event>> found = new LinkedHashMap<>();
    for (Event event : new EnrichedHistory(project, closure.events()).events(source)) {
      String entity = event.known() <= until ? keyOf.of(event) : null;
      if (entity != null && entities.contains(entity)) {
        found.computeIfAbsent(entity, e -> new ArrayList<>()).add(event);
      }
    }
    found.forEach(
        (entity, events) -> {
          events.sort(ORDER);
          to.read(entity, events);
        });
  }

  /** The events that are needed, by source and position. */
  private final class Closure {
    private final long until;
    private final Map<String, Map<Position, Event>> read = new HashMap<>();
    private final Map<List<String>, Set<String>> asked = new HashMap<>();
    private long held;

    Closure(long until) {
      this.until = until;
    }

    Map<String, List<Event>> events() {
      Map<String, List<Event>> events = new HashMap<>();
      read.forEach((name, each) -> events.put(name, List.copyOf(each.values())));
      return events;
    }

    /** Reads the events of entities, and all that they look up. */
    void need(String of, String key, Set<String> entities) {
      Set<String> before = asked.computeIfAbsent(List.of(of, key), each -> new HashSet<>());
      Set<String> more = new HashSet<>(entities);
      more.removeAll(before);
      if (more.isEmpty()) {
        return;
      }
      before.addAll(more);
      List<Event> events = new ArrayList<>();
      bases.apply(project.base(of)).read(key, more, until, (e, some) -> add(of, some, events));
      for (String at = of; project.enriched().containsKey(at); ) {
        EnrichedSource made = project.enriched().get(at);
        made.with().values().forEach(view -> lookUp(made.from(), project.view(view), events));
        at = made.from();
      }
    }

    private void add(String of, List<Event> some, List<Event> events) {
      Map<Position, Event> all =
          read.computeIfAbsent(project.base(of), name -> new LinkedHashMap<>());
      for (Event event : some) {
        held += all.putIfAbsent(event.position(), event) == null ? 1 : 0;
        events.add(event);
      }
      if (held > most) {
        throw new HistoryException(
            "source '%s' needs more than %,d events for what it looks up: compute a training set"
                    .formatted(source, most)
                + " of these rows instead");
      }
    }

    private void lookUp(String from, View view, List<Event> events) {
      // The key is a field of the base, whose slots are the first of every source made of it.
      EntityKey key =
          EntityKey.in(project.source(from).schema(), project.entity(view.entity()).key());
      Set<String> entities = new HashSet<>();
      for (Event event : events) {
        String entity = key.of(event);
        if (entity != null) {
          entities.add(entity);
        }
      }
      need(view.source(), project.entity(view.entity()).key(), entities);
    }
  }
}
