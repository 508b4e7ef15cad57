package io.twinstream.verify.backfill;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EntityKey;
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
import io.twinstream.verify.Differences;
import io.twinstream.verify.RowComparison;
import io.twinstream.verify.Sample;
import io.twinstream.verify.SeenState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final Differences values = new Differences("values");

  private ServiceRowsCheck(BackfillCheck.Request request, String id, Optional<String> at) {
    Project project = request.project();
    this.request = request;
    this.id = id;
    this.service = CompiledService.of(project, project.service(id));
    project.requireEvents(
        service.views(), "it is not checked; compare it live and in history with parity");
    Set<String> sources = new LinkedHashSet<>();
    service.views().forEach(view -> sources.add(view.source()));
    Histories.require(project, sources, request.history());
    this.source = project.source(Histories.sourceOfRows(project, id, sources, at));
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
    List<String> examples = new ArrayList<>();
    Path table = request.rows().orElseThrow().resolve(id);
    long[] counts = FeatureRows.count(table);
    if (counts[0] != events[0]) {
      examples.add("%,d events, but %,d rows".formatted(events[0], counts[0]));
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
    RowComparison comparison = new RowComparison(service.names(), "in the rows", "by its events");
    for (int i = 0; i < ofViews.length; i++) {
      Event event = sample.get(i);
      comparison.compare(
          rows.get(event.position()),
          service.evaluate(ofViews[i], asRequest.row(event)),
          "at " + event.position(),
          values);
    }
    examples.addAll(values.first());
    return new ViewCheck(
        id,
        events[0],
        counts[0],
        counts[1] - counts[0],
        sample.size(),
        values.compared(),
        values.different(),
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
    Sample<Event> sample = new Sample<>(request.sample(), request.seed());
    Map<Long, Long> known = new HashMap<>();
    HistoryReader.of(source, keys, request.maxRecordBytes())
        .forEachEvent(
            request.history().get(source.name()),
            event -> {
              long earliest = event.known();
              long number = Sample.number(event.position());
              if (source.dedupe()) {
                number = event.identity();
                earliest = known.merge(number, earliest, Math::min);
              } else {
                events[0] += request.covers(earliest) ? 1 : 0;
              }
              if (!request.covers(earliest)) {
                sample.remove(number); // a duplicate of an earlier event
              } else if (event.known() == earliest) {
                sample.offer(
                    number, event, (one, other) -> FIRST.compare(one, other) <= 0 ? one : other);
              }
            });
    events[0] += known.values().stream().filter(request::covers).count();
    return sample.items();
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
    EntityEvents.of(
            request.project().source(view.source()),
            request.history().get(view.source()),
            request.maxRecordBytes())
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

  private EntityState seen(CompiledView view, List<Event> events, Event row) {
    boolean own = view.view().source().equals(source.name());
    return SeenState.ofEvent(view, view.empty(), events, row, request.visibility(), own);
  }
}
