package io.twinstream.features.testkit;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.enrich.EnrichedHistory;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.text.Names;
import io.twinstream.features.upsert.RowStep;
import io.twinstream.features.upsert.RowSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Computes the features of given events as of an instant, from the events known by then, with the
 * same code as the live and historical jobs.
 *
 * <pre>{@code
 * Map<String, Object> features =
 *     Scenario.of(Definitions.load(path))
 *         .add("transactions", "{\"card_id\": \"c1\", \"amount\": 12.5, ...}")
 *         .features(Instant.parse("2026-03-01T10:00:00Z"), Map.of("card", "c1"), "{}", "count_1h");
 * }</pre>
 */
public final class Scenario {
  private final Project project;
  private final Map<String, List<Event>> events = new LinkedHashMap<>();
  private final Map<String, Set<Long>> seen = new LinkedHashMap<>();
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private final Map<String, Records> records = new LinkedHashMap<>();

  private Scenario(Project project) {
    this.project = project;
  }

  public static Scenario of(Project project) {
    return new Scenario(project);
  }

  /** Adds a record whose known time is its event time. */
  public Scenario add(String source, String json) {
    Records of = records(source);
    return take(source, of.atEventTime(json));
  }

  /** Adds a record with a known time; live, this would be its timestamp in Kafka. */
  public Scenario add(String source, String json, Instant known) {
    Records of = records(source);
    return take(source, of.knownAt(json, known.toEpochMilli()));
  }

  private Records records(String name) {
    Source source = project.source(name);
    return records.computeIfAbsent(name, n -> new Records(project, source));
  }

  private Scenario take(String source, Decoded decoded) {
    if (decoded instanceof DeadLetter letter) {
      deadLetters.add(letter);
    } else if (decoded instanceof Event event && isNew(source, event)) {
      events.computeIfAbsent(source, s -> new ArrayList<>()).add(event);
    }
    return this;
  }

  private boolean isNew(String source, Event event) {
    return !project.source(source).dedupe()
        || seen.computeIfAbsent(source, s -> new HashSet<>()).add(event.identity());
  }

  /** Returns the records that are dead letters, in order. */
  public List<DeadLetter> deadLetters() {
    return List.copyOf(deadLetters);
  }

  /**
   * Computes features by name: {@code Long}, {@code Double}, {@code String}, {@code Boolean},
   * {@code Instant}, or null; bytes as base64, arrays as {@code List} and maps as {@code Map}, with
   * the structure of their JSON.
   *
   * @param asOf the instant; events known later do not count
   * @param entities the id of each entity that the features describe, by entity name
   * @param request a JSON object with the fields that a caller would supply; {@code {}} for none
   * @param features the list, as in a service
   * @throws IllegalArgumentException if an entity is missing or the request does not fit
   */
  public Map<String, Object> features(
      Instant asOf, Map<String, String> entities, String request, String... features) {
    return features(asOf, entities, request, List.of(features));
  }

  /** Computes a list of features, as the other method does. */
  public Map<String, Object> features(
      Instant asOf, Map<String, String> entities, String request, List<String> features) {
    CompiledService service = CompiledService.of(project, features);
    FeatureRow[] rows = new FeatureRow[service.views().size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row(service.views().get(i), asOf.toEpochMilli(), entities);
    }
    FeatureRow values = service.evaluate(rows, RequestText.row(service, request));
    Map<String, Object> byName = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      byName.put(service.names().get(i), RequestText.shown(values, i));
    }
    return byName;
  }

  private FeatureRow row(View view, long asOf, Map<String, String> entities) {
    String id = entities.get(view.entity());
    if (id == null) {
      throw new IllegalArgumentException(
          "features of view '"
              + view.id()
              + "' need the id of a "
              + view.entity()
              + (entities.isEmpty() ? "" : "; given are " + entities.keySet()));
    }
    for (String entity : entities.keySet()) {
      if (!project.entities().containsKey(entity)) {
        throw new IllegalArgumentException(
            Names.unknown("entity", entity, project.entities().keySet()));
      }
    }
    CompiledView compiled = CompiledView.of(project, view);
    String key = compiled.requireKey(id);
    if (compiled.isOfChanges()) {
      return compiled.evaluate(afterVersions(compiled, key, asOf), asOf);
    }
    EntityState state = compiled.empty();
    for (Event event : new EnrichedHistory(project, events).events(view.source())) {
      if (event.known() <= asOf && key.equals(compiled.key(event))) {
        state = compiled.add(state, event);
      }
    }
    return compiled.evaluate(state, asOf);
  }

  /** Returns the state of an entity after the versions of rows that are known. */
  private EntityState afterVersions(CompiledView view, String key, long asOf) {
    EntityState[] state = {view.empty()};
    RowStep step = view.rowStep();
    Map<String, RowSummary> rows = new HashMap<>();
    for (Event version : events.getOrDefault(view.view().source(), List.of())) {
      if (version.known() <= asOf) {
        RowSummary before = rows.getOrDefault(version.id(), step.empty());
        RowSummary after =
            step.add(
                before,
                version,
                (entity, event) ->
                    state[0] = entity.equals(key) ? view.add(state[0], event) : state[0]);
        rows.put(version.id(), after);
      }
    }
    return state[0];
  }
}
