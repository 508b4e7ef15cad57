package io.twinstream.features.load;

import io.twinstream.features.definition.DerivedFeature;
import io.twinstream.features.definition.EnrichedSource;
import io.twinstream.features.definition.Entity;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.HolidayCalendar;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Service;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.text.DefinitionException;
import io.twinstream.features.text.Place;
import io.twinstream.features.text.Problems;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Defines a project in Java, with the checks that files of definitions go through.
 *
 * <pre>{@code
 * Project project =
 *     ProjectBuilder.project("payments")
 *         .add(SourceBuilder.source("transactions").eventTime("timestamp").field(...).build())
 *         .entity("card", "card_id")
 *         .add(ViewBuilder.view("card_spend", 1, "card", "transactions").aggregate(...).build())
 *         .feature("amount_vs_mean", "request.amount / amount_mean_24h")
 *         .build();
 * }</pre>
 */
public final class ProjectBuilder {
  private final String name;
  private final Problems problems = new Problems();
  private final Map<String, Source> sources = new LinkedHashMap<>();
  private final Map<String, EnrichedReader.Written> enriched = new LinkedHashMap<>();
  private final Map<String, Entity> entities = new LinkedHashMap<>();
  private final Map<String, View> views = new LinkedHashMap<>();
  private final Map<String, DerivedFeature> derived = new LinkedHashMap<>();
  private final Map<String, Service> services = new LinkedHashMap<>();
  private final Map<String, HolidayCalendar> calendars = new LinkedHashMap<>();
  private long maxStateSize = Project.DEFAULT_MAX_STATE_SIZE;

  private ProjectBuilder(String name) {
    this.name = name;
  }

  public static ProjectBuilder project(String name) {
    return new ProjectBuilder(name);
  }

  public ProjectBuilder add(Source source) {
    return put(sources, "source", source.name(), source);
  }

  /**
   * Adds a source that is made of another one and of the features of views.
   *
   * @param with the ids of the views, by alias
   * @param fields those that are computed
   */
  public ProjectBuilder enriched(
      String source,
      String from,
      Map<String, String> with,
      List<Field> fields,
      Optional<String> where,
      Duration waiting) {
    return put(
        enriched,
        "source",
        source,
        new EnrichedReader.Written(
            source,
            from,
            with,
            fields,
            where,
            waiting,
            EnrichedSource.DEFAULT_MAX_HOLD,
            EnrichedSource.BeforeBegin.EXCLUDE));
  }

  public ProjectBuilder add(View view) {
    return put(views, "view", view.id(), view);
  }

  /** Adds a service with request fields, as described by {@link Service}. */
  public ProjectBuilder add(Service service) {
    return put(services, "service", service.id(), service);
  }

  /** Adds a calendar, whose holidays expressions may ask for. */
  public ProjectBuilder add(HolidayCalendar calendar) {
    return put(calendars, "calendar", calendar.name(), calendar);
  }

  public ProjectBuilder entity(String entity, String key) {
    return put(entities, "entity", entity, new Entity(entity, key));
  }

  /** Adds a derived feature. */
  public ProjectBuilder feature(String feature, String expression) {
    return put(derived, "feature", feature, new DerivedFeature(feature, expression));
  }

  /** Adds a service without request fields. */
  public ProjectBuilder service(String service, int version, String... features) {
    return add(new Service(service, version, new Schema(List.of()), List.of(features)));
  }

  public ProjectBuilder maxStateSize(long bytes) {
    maxStateSize = bytes;
    return this;
  }

  private <T> ProjectBuilder put(Map<String, T> into, String what, String key, T value) {
    if (into.putIfAbsent(key, value) != null) {
      problems.add(Place.NOWHERE, what + " '" + key + "' is defined twice", "rename one of them");
      problems.markBroken(what, key);
      problems.markBroken("definition of " + what, key);
    }
    return this;
  }

  /**
   * Returns the project.
   *
   * @throws DefinitionException with all problems
   */
  public Project build() {
    if (!calendars.isEmpty()) {
      sources.replaceAll((source, added) -> added.withCalendars(calendars));
    }
    views.replaceAll(
        (id, view) ->
            Optional.ofNullable(sources.get(view.source()))
                .flatMap(Source::table)
                .filter(table -> view.freshness().equals(View.DEFAULT_FRESHNESS))
                .map(table -> view.withFreshness(table.schedule()))
                .orElse(view));
    Project project =
        new Project(
            name,
            Collections.unmodifiableMap(new LinkedHashMap<>(sources)),
            Collections.unmodifiableMap(new LinkedHashMap<>(entities)),
            Collections.unmodifiableMap(new LinkedHashMap<>(views)),
            Collections.unmodifiableMap(new LinkedHashMap<>(derived)),
            Collections.unmodifiableMap(new LinkedHashMap<>(services)),
            Collections.unmodifiableMap(new LinkedHashMap<>(calendars)),
            maxStateSize);
    Places places = new Places();
    Project whole = new EnrichedSources(project, enriched, places, problems).resolve();
    new ProjectChecks(whole, places, problems).check();
    problems.throwIfAny();
    return whole;
  }
}
