package io.twinstream.cli.check;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EntityKey;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.service.EventRequest;
import io.twinstream.offline.log.archive.FeatureRows;
import io.twinstream.offline.log.asof.EntityEvents;
import io.twinstream.offline.log.asof.Histories;
import io.twinstream.offline.log.history.HistoryReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Checks the rows of a service: computes some of them again, each from its entities' events one by
 * one, compares them with what a backfill has written, and compares the number of rows with the
 * number of events.
 */
public final class ServiceRowsCheck {
  private static final Comparator<Event> FIRST =
      Comparator.comparingLong(Event::known).thenComparing(Event::position);

  private final BackfillCheck.Request request;
  private final String id;
  private final CompiledService service;
  private final Source source;
  private final List<String> examples = new ArrayList<>();
  private long values;
  private long differing;

  private ServiceRowsCheck(BackfillCheck.Request request, String id, Optional<String> at) {
    Project project = request.project();
    this.request = request;
    this.id = id;
    this.service = CompiledService.of(project, project.service(id));
    Set<String> sources = new LinkedHashSet<>();
    service.views().forEach(view -> sources.add(view.source()));
    Histories.require(project, sources, request.history());
    this.source = project.source(Histories.sourceOfRows(id, sources, at));
  }

  /**
   * Checks the rows of a service.
   *
   * @param id of the service
   * @param at the source whose events have the rows; only needed if its views have several
   */
  public static ViewCheck of(BackfillCheck.Request request, String id, Optional<String> at) {
    return new ServiceRowsCheck(request, id, at).check();
  }

  private ViewCheck check() {
    long[] events = new long[1];
    List<Event> sample = sample(events);
    Path table = request.rows().orElseThrow().resolve(id);
    long[] counts = FeatureRows.count(table);
    if (counts[0] != events[0]) {
      example("%,d events, but %,d rows".formatted(events[0], counts[0]));
    }
    Map<Position, FeatureRow> rows =
        FeatureRows.of(
            table,
            "_event_id",
            sample.stream().map(Event::id).collect(Collectors.toSet()),
            service.names(),
            service.types());
    FeatureRow[][] ofViews = new FeatureRow[sample.size()][service.views().size()];
    for (int i = 0; i < service.views().size(); i++) {
      evaluate(i, sample, ofViews);
    }
    EventRequest asRequest = EventRequest.of(service.request(), source.schema());
    for (int i = 0; i < ofViews.length; i++) {
      Event event = sample.get(i);
      compare(event, service.evaluate(ofViews[i], asRequest.row(event)), rows);
    }
    return new ViewCheck(
        id,
        events[0],
        counts[0],
        counts[1] - counts[0],
        sample.size(),
        values,
        differing,
        0,
        0,
        0,
        0,
        true,
        false,
        examples);
  }

  /** Some of the distinct events that have rows; counts all of them. */
  private List<Event> sample(long[] events) {
    Set<String> keys =
        request.project().viewsOf(source.name()).stream()
            .map(view -> request.project().entity(view.entity()).key())
            .collect(Collectors.toSet());
    TreeMap<Long, Event> least = new TreeMap<>();
    Map<Long, Long> known = new HashMap<>();
    HistoryReader.of(source, keys, EventDecoder.DEFAULT_MAX_BYTES)
        .forEachEvent(
            request.history().get(source.name()),
            event -> {
              long earliest = event.known();
              long number = event.position().hashCode();
              if (source.dedupe()) {
                number = event.identity();
                earliest = known.merge(number, earliest, Math::min);
              } else {
                events[0] += request.covers(earliest) ? 1 : 0;
              }
              long order = BackfillCheck.hash(number, request.seed());
              if (!request.covers(earliest)) {
                least.remove(order); // a duplicate of an earlier event
              } else if (event.known() == earliest) {
                least.merge(
                    order, event, (one, other) -> FIRST.compare(one, other) <= 0 ? one : other);
              }
              if (least.size() > request.sample()) {
                least.pollLastEntry();
              }
            });
    events[0] += known.values().stream().filter(request::covers).count();
    return List.copyOf(least.values());
  }

  /** The features of a view for each row. */
  private void evaluate(int index, List<Event> rows, FeatureRow[][] ofViews) {
    View view = service.views().get(index);
    CompiledView compiled = CompiledView.of(request.project(), view);
    String key = request.project().entity(view.entity()).key();
    EntityKey ofRow = EntityKey.in(source.schema(), key);
    Map<String, List<Integer>> byEntity = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      String entity = ofRow.of(rows.get(i));
      if (entity != null) {
        byEntity.computeIfAbsent(entity, e -> new ArrayList<>()).add(i);
      } else {
        ofViews[i][index] = compiled.evaluate(compiled.empty(), rows.get(i).ts());
      }
    }
    Map<String, List<Event>> history = new HashMap<>();
    EntityEvents.of(request.project().source(view.source()), request.history().get(view.source()))
        .read(
            key,
            byEntity.keySet(),
            Long.MAX_VALUE,
            (entity, events) -> history.put(entity, List.copyOf(events)));
    byEntity.forEach(
        (entity, of) -> {
          for (int i : of) {
            Event row = rows.get(i);
            EntityState seen = seen(compiled, history.getOrDefault(entity, List.of()), row);
            ofViews[i][index] = compiled.evaluate(seen, row.ts());
          }
        });
  }

  private EntityState seen(CompiledView view, Collection<Event> events, Event row) {
    EntityState state = view.empty();
    boolean sameSource = view.view().source().equals(source.name());
    for (Event event : events) {
      boolean own = sameSource && event.position().equals(row.position());
      boolean sees =
          switch (request.visibility()) {
            case EXCLUSIVE -> event.known() < row.known();
            case INCLUSIVE -> event.known() <= row.known() && !own;
            case SELF -> event.known() < row.known() || own;
          };
      state = sees ? view.add(state, event) : state;
    }
    return state;
  }

  private void compare(Event event, FeatureRow again, Map<Position, FeatureRow> rows) {
    FeatureRow row = rows.get(event.position());
    for (int i = 0; i < again.size(); i++) {
      values++;
      if (row == null || !again.isSame(i, row)) {
        differing++;
        example(
            "%s at %s: %s in the rows, %s from its events"
                .formatted(
                    service.names().get(i),
                    event.position(),
                    row == null ? "no row" : row.value(i),
                    again.value(i)));
      }
    }
  }

  private void example(String text) {
    if (examples.size() < BackfillCheck.SHOWN) {
      examples.add(text);
    }
  }
}
