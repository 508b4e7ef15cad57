package io.twinstream.verify.leak;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.FirstOfRecord;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.asof.EnrichedEvents;
import io.twinstream.offline.log.asof.EntityEvents;
import io.twinstream.offline.log.asof.EventsByEntity;
import io.twinstream.offline.log.history.HistoryReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The events and latest states of the entities of some rows, read from the history. */
final class History {
  /** The greatest number of events of enriched sources and of what they look up. */
  private static final int MOST_ENRICHED = 10_000_000;

  private final List<CompiledView> views;

  /** By view: all events of the entities of the sample. */
  private final List<Map<String, List<Event>>> events = new ArrayList<>();

  /**
   * By view: the states at the end of history, for the entities of the rows of the comparison
   * models.
   */
  private final List<Map<String, EntityState>> latest = new ArrayList<>();

  /** By view and entity: the same, each event once. */
  private final Map<List<Object>, List<Event>> distinct = new HashMap<>();

  /** By view. */
  private final List<Source> sources;

  private History(Project project, List<CompiledView> views, TrainingRows rows) {
    this.views = views;
    this.sources = views.stream().map(view -> project.source(view.view().source())).toList();
    for (int view = 0; view < views.size(); view++) {
      Map<String, List<Event>> wanted = new HashMap<>();
      for (Event row : rows.sample()) {
        String entity = rows.entity(view, row);
        if (entity != null) {
          wanted.computeIfAbsent(entity, e -> new ArrayList<>());
        }
      }
      events.add(wanted);
      Map<String, EntityState> states = new HashMap<>();
      for (Event row : rows.forModels()) {
        String entity = rows.entity(view, row);
        if (entity != null) {
          states.put(entity, views.get(view).empty());
        }
      }
      latest.add(states);
    }
  }

  /** Reads the history once. */
  static History read(LeakRequest request, List<CompiledView> views, TrainingRows rows) {
    History history = new History(request.project(), views, rows);
    Set<String> sources = new HashSet<>();
    Map<String, EventsByEntity> bases = new HashMap<>();
    for (int i = 0; i < views.size(); i++) {
      if (request.project().isEnriched(views.get(i).view())) {
        history.readEnriched(request, i, bases);
      } else {
        sources.add(views.get(i).view().source());
      }
    }
    for (String name : sources) {
      Source source = request.project().source(name);
      Set<Long> seen = new HashSet<>();
      Consumer<Event> take =
          event -> {
            boolean first = !source.dedupe() || seen.add(event.identity());
            history.take(name, rows.asKnown(source, event), first);
          };
      String path = request.history().get(name);
      HistoryReader reader = HistoryReader.of(source, Set.of(), request.maxRecordBytes());
      if (!DuckDbTables.isArchive(path)) {
        reader.forEachEvent(path, take);
        continue;
      }
      List<Event> written = new ArrayList<>(); // perhaps more than once
      reader.forEachEvent(
          path,
          event -> {
            if (history.wants(name, event)) {
              written.add(event);
            }
          });
      FirstOfRecord.of(written).forEach(take);
    }
    return history;
  }

  /** Reads the events of the rows' entities, with what they look up. */
  private void readEnriched(LeakRequest request, int i, Map<String, EventsByEntity> bases) {
    Project project = request.project();
    CompiledView view = views.get(i);
    Map<String, List<Event>> ofSample = events.get(i);
    Map<String, EntityState> states = latest.get(i);
    Set<String> entities = new HashSet<>(ofSample.keySet());
    entities.addAll(states.keySet());
    EnrichedEvents.of(
            project,
            view.view().source(),
            base ->
                bases.computeIfAbsent(
                    base,
                    name ->
                        EntityEvents.of(
                            project.source(name),
                            request.history().get(name),
                            request.maxRecordBytes())),
            MOST_ENRICHED)
        .read(
            project.entity(view.view().entity()).key(),
            entities,
            Long.MAX_VALUE,
            (entity, all) -> {
              ofSample.computeIfPresent(entity, (e, before) -> all);
              for (Event event : all) {
                states.computeIfPresent(entity, (e, state) -> view.add(state, event));
              }
            });
  }

  /** Whether any row is about an entity of the event. */
  private boolean wants(String source, Event event) {
    for (int i = 0; i < views.size(); i++) {
      CompiledView view = views.get(i);
      String entity = view.view().source().equals(source) ? view.key(event) : null;
      if (events.get(i).containsKey(entity) || latest.get(i).containsKey(entity)) {
        return true;
      }
    }
    return false;
  }

  private void take(String source, Event event, boolean first) {
    for (int i = 0; i < views.size(); i++) {
      CompiledView view = views.get(i);
      String entity = view.view().source().equals(source) ? view.key(event) : null;
      if (entity == null) {
        continue;
      }
      List<Event> ofSample = events.get(i).get(entity);
      if (ofSample != null) {
        ofSample.add(event);
      }
      if (first) {
        latest.get(i).computeIfPresent(entity, (e, state) -> view.add(state, event));
      }
    }
  }

  /** Returns the events of an entity of the sample, distinct as in a replay. */
  List<Event> events(int view, String entity) {
    return distinct.computeIfAbsent(
        List.of(view, entity),
        each -> EntityEvents.distinct(sources.get(view), events.get(view).get(entity)));
  }

  /** Returns the state of an entity at the end of history. */
  EntityState latest(int view, String entity) {
    return latest.get(view).get(entity);
  }
}
