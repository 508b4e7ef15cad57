package io.twinstream.features.enrich;

import io.twinstream.features.aggregate.VisibleEvents;
import io.twinstream.features.definition.EnrichedSource;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The events of enriched sources, made in memory from all distinct events of the sources that are
 * read: a replay by known time. Pipelines give the same events.
 */
public final class EnrichedHistory {
  private final Project project;
  private final Map<String, List<Event>> events;
  private final Map<String, List<DeadLetter>> failed = new LinkedHashMap<>();

  /**
   * @param read the distinct events of the sources that are read, by source
   */
  public EnrichedHistory(Project project, Map<String, List<Event>> read) {
    this.project = project;
    this.events = new HashMap<>(read);
  }

  /** Returns the events of a source, enriched or not. */
  public List<Event> events(String source) {
    if (!events.containsKey(source)) {
      EnrichedSource made = project.enriched().get(source);
      events.put(source, made == null ? List.of() : enrich(source, made));
    }
    return events.get(source);
  }

  /** Returns the events of which an enriched source has none because a field does not fit. */
  public List<DeadLetter> failed(String source) {
    events(source);
    return failed.getOrDefault(source, List.of());
  }

  private List<Event> enrich(String name, EnrichedSource source) {
    Enricher enricher = Enricher.of(project, name);
    List<Row> rows = events(source.from()).stream().map(enricher::standing).map(Row::new).toList();
    for (Lookup lookup : enricher.lookups()) {
      lookUp(lookup, rows);
    }
    List<Event> enriched = new ArrayList<>();
    for (Row row : rows) {
      Decoded decoded = enricher.enrich(row.event, row.values);
      if (decoded instanceof Event event) {
        enriched.add(event);
      } else if (decoded instanceof DeadLetter letter) {
        failed.computeIfAbsent(name, n -> new ArrayList<>()).add(letter);
      }
    }
    return enriched;
  }

  private void lookUp(Lookup lookup, List<Row> rows) {
    Map<String, List<Moment>> entities = new HashMap<>();
    for (Event event : events(lookup.view().view().source())) {
      String key = lookup.view().key(event);
      if (key != null) {
        entities.computeIfAbsent(key, k -> new ArrayList<>()).add(new Moment(event, null));
      }
    }
    for (Row row : rows) {
      String key = lookup.key(row.event);
      if (key == null) {
        row.values.add(lookup.nothing(row.event));
      } else {
        entities.computeIfAbsent(key, k -> new ArrayList<>()).add(new Moment(row.event, row));
      }
    }
    entities.values().forEach(moments -> replay(lookup, moments));
  }

  private static void replay(Lookup lookup, List<Moment> moments) {
    moments.sort(Comparator.comparingLong(moment -> moment.event.known()));
    VisibleEvents<Row> visible =
        new VisibleEvents<>(
            lookup.view(),
            lookup.view().empty(),
            false,
            (row, seen) -> row.values.add(lookup.row(seen, row.event)));
    for (Moment moment : moments) {
      if (moment.row == null) {
        visible.event(moment.event, VisibleEvents.NEVER);
      } else {
        visible.row(moment.row, moment.event.known(), "");
      }
    }
    visible.finish();
  }

  private record Moment(Event event, Row row) {}

  /** An event on its way through the lookups. */
  private static final class Row {
    private final Event event;
    private final List<FeatureRow> values = new ArrayList<>();

    Row(Event event) {
      this.event = event;
    }
  }
}
