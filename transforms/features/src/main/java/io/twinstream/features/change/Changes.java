package io.twinstream.features.change;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.change.Change.Kind;
import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.DerivedFeature;
import io.twinstream.features.definition.EnrichedSource;
import io.twinstream.features.definition.Entity;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.HolidayCalendar;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Service;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.TableRules;
import io.twinstream.features.definition.Topic;
import io.twinstream.features.definition.View;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.text.Durations;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Finds the changes between two versions of a project, and those that are incompatible. */
public final class Changes {
  private final Project before;
  private final Project after;
  private final List<Change> changes = new ArrayList<>();

  private Changes(Project before, Project after) {
    this.before = before;
    this.after = after;
  }

  /**
   * The difference between two definitions with the same name; the reason is null if they are
   * compatible.
   */
  private record Difference(List<String> details, String incompatible) {}

  private interface Comparison<T> {
    Difference compare(T before, T after);
  }

  /**
   * Returns the changes, in the order of calendars, sources, entities, views, features and
   * services.
   */
  public static List<Change> between(Project before, Project after) {
    Changes found = new Changes(before, after);
    found.section("calendar", before.calendars(), after.calendars(), Changes::calendars);
    found.section("source", before.sources(), after.sources(), Changes::sources);
    found.section("source", before.enriched(), after.enriched(), Changes::enriched);
    found.section("entity", before.entities(), after.entities(), Changes::entities);
    found.section("view", before.views(), after.views(), found::views);
    found.section("feature", before.derivedFeatures(), after.derivedFeatures(), Changes::derived);
    found.section("service", before.services(), after.services(), found::services);
    return List.copyOf(found.changes);
  }

  private <T> void section(
      String what, Map<String, T> from, Map<String, T> to, Comparison<T> comparison) {
    Set<String> names = new LinkedHashSet<>(from.keySet());
    names.addAll(to.keySet());
    for (String name : names) {
      if (!from.containsKey(name)) {
        add(Kind.ADDED, what, name, new Difference(List.of(), null));
      } else if (!to.containsKey(name)) {
        // A project that still used a removed calendar would not have been loaded.
        String why =
            what.equals("calendar")
                ? null
                : "requests for it return 404: keep it until it is no longer used";
        add(Kind.REMOVED, what, name, new Difference(List.of(), why));
      } else {
        Difference difference = comparison.compare(from.get(name), to.get(name));
        if (!difference.details().isEmpty() || difference.incompatible() != null) {
          add(Kind.CHANGED, what, name, difference);
        }
      }
    }
  }

  private void add(Kind kind, String what, String name, Difference difference) {
    changes.add(
        new Change(
            kind,
            what,
            name,
            difference.details(),
            Optional.ofNullable(difference.incompatible())));
  }

  private static Difference sources(Source a, Source b) {
    List<String> details = new ArrayList<>();
    note(details, "topic", a.topic(), b.topic());
    note(details, "settings of the topic", a.kafkaTopic().written(), b.kafkaTopic().written());
    note(details, "dead_letters", topic(a.deadLetters()), topic(b.deadLetters()));
    note(details, "dedupe", a.dedupe(), b.dedupe());
    note(details, "max_future_skew", a.maxFutureSkew(), b.maxFutureSkew());
    note(details, "max_lateness", a.maxLateness(), b.maxLateness());
    note(details, "max_known_disorder", a.maxKnownDisorder(), b.maxKnownDisorder());
    if (!a.history().equals(b.history())) {
      details.add("the mapping of its history changed");
    }
    note(details, "loads", rule(a, TableRules::loads), rule(b, TableRules::loads));
    note(details, "schedule", rule(a, TableRules::schedule), rule(b, TableRules::schedule));
    int compatible = details.size();
    note(details, "kind", a.isTable() ? "table" : "stream", b.isTable() ? "table" : "stream");
    note(details, "key", rule(a, TableRules::key), rule(b, TableRules::key));
    note(details, "order", rule(a, TableRules::orderField), rule(b, TableRules::orderField));
    note(details, "known", rule(a, TableRules::known), rule(b, TableRules::known));
    note(details, "changes", rules(a), rules(b));
    note(details, "event_time", a.eventTime(), b.eventTime());
    note(details, "event_id", a.eventId().orElse("none"), b.eventId().orElse("none"));
    note(details, "resolution", a.resolution(), b.resolution());
    String why =
        details.size() > compatible
            ? "its events differ from those before: define a source with another name, and views"
                + " over it"
            : null;
    if (why == null) {
      why = SchemaChanges.between(a, b, details);
    }
    for (Field field : a.schema().fields()) {
      if (!b.schema().has(field.name())) {
        details.add("field " + field.name() + " is gone");
        why = "a field that is in use cannot be removed: keep it, and use new names for new fields";
      } else if (!field.equals(b.schema().field(field.name()))) {
        note(details, "field " + field.name(), field.type(), b.schema().field(field.name()).type());
        why = "a field cannot change its type: use a new name for the new field";
      }
    }
    for (Field field : b.schema().fields()) {
      if (!a.schema().has(field.name())) {
        details.add("field " + field.name() + " is new");
      }
    }
    return new Difference(details, why);
  }

  /** The views over the source decide what is incompatible: it is part of their fingerprints. */
  private static Difference enriched(EnrichedSource a, EnrichedSource b) {
    List<String> details = new ArrayList<>();
    note(details, "from", a.from(), b.from());
    note(details, "with", a.with(), b.with());
    note(details, "where", a.where().orElse("none"), b.where().orElse("none"));
    note(details, "wait", Durations.spell(a.waiting()), Durations.spell(b.waiting()));
    note(details, "max_hold", a.maxHold(), b.maxHold());
    note(details, "before_begin", a.beforeBegin(), b.beforeBegin());
    if (!a.source().schema().equals(b.source().schema())) {
      details.add("its fields changed");
    }
    return new Difference(details, null);
  }

  private static Object rule(Source source, Function<TableRules, Object> of) {
    return source.table().map(of).orElse("none");
  }

  private static Object rules(Source source) {
    return source.changes().map(Object::toString).orElse("none");
  }

  /** A view or service that uses the calendar changes with it, and decides what is incompatible. */
  private static Difference calendars(HolidayCalendar a, HolidayCalendar b) {
    List<String> details = new ArrayList<>();
    note(details, "zone", a.zone(), b.zone());
    note(details, "years", a.years(), b.years());
    if (!a.days().equals(b.days())) {
      details.add("its days changed");
    }
    return new Difference(details, null);
  }

  private static String topic(Optional<Topic> declared) {
    return declared
        .map(
            topic ->
                topic.name() + (topic.settings().isEmpty() ? "" : " (" + topic.written() + ")"))
        .orElse("none");
  }

  private static Difference entities(Entity a, Entity b) {
    List<String> details = new ArrayList<>();
    note(details, "key", a.key(), b.key());
    return new Difference(
        details,
        details.isEmpty()
            ? null
            : "its states are stored under the old key: define another entity");
  }

  private Difference views(View a, View b) {
    List<String> details = new ArrayList<>();
    note(details, "owner", a.owner(), b.owner());
    note(details, "tags", a.tags(), b.tags());
    note(details, "freshness", Durations.spell(a.freshness()), Durations.spell(b.freshness()));
    note(
        details,
        "ttl",
        a.ttl().map(Durations::spell).orElse("none"),
        b.ttl().map(Durations::spell).orElse("none"));
    note(details, "features_topic", topic(a.featuresTopic()), topic(b.featuresTopic()));
    int compatible = details.size();
    note(details, "entity", a.entity(), b.entity());
    note(details, "source", a.source(), b.source());
    note(details, "features", names(a), names(b));
    boolean sameNames = details.size() == compatible;
    boolean sameStates =
        CompiledView.of(before, a).fingerprint() == CompiledView.of(after, b).fingerprint()
            && a.entity().equals(b.entity())
            && a.source().equals(b.source());
    if (sameNames && sameStates && a.aggregations().equals(b.aggregations())) {
      return new Difference(details, null);
    } else if (sameNames) {
      details.add("its features are computed differently");
    }
    String next = b.name() + "@" + (b.version() + 1);
    String why =
        sameStates ? "models and callers rely on its features" : "the stored states do not fit";
    return new Difference(
        details, "%s: leave %s unchanged and add %s".formatted(why, b.id(), next));
  }

  private static List<String> names(View view) {
    return view.aggregations().stream().map(Aggregation::name).toList();
  }

  private static Difference derived(DerivedFeature a, DerivedFeature b) {
    List<String> details = new ArrayList<>();
    note(details, "expression", a.expression(), b.expression());
    // The comparison of services decides whether this matters.
    return new Difference(details, null);
  }

  private Difference services(Service a, Service b) {
    CompiledService from = CompiledService.of(before, a);
    CompiledService to = CompiledService.of(after, b);
    List<String> details = new ArrayList<>();
    note(details, "features", from.names(), to.names());
    for (Field field : b.request().fields()) {
      if (!a.request().has(field.name())) {
        details.add("request field " + field.name() + " is new");
      }
    }
    String why = null;
    for (Field field : a.request().fields()) {
      if (!b.request().has(field.name())) {
        details.add("request field " + field.name() + " is gone");
        why = "requests with it would be rejected: keep it, or define a new version";
      }
    }
    if (!from.fingerprint().equals(to.fingerprint())) {
      note(details, "fingerprint", from.fingerprint(), to.fingerprint());
      why =
          "models trained on %s would not fit: leave it unchanged and add %s@%d"
              .formatted(b.id(), b.name(), b.version() + 1);
    }
    return new Difference(details, why);
  }

  private static void note(List<String> details, String what, Object from, Object to) {
    if (!Objects.equals(from, to)) {
      details.add(what + " " + from + " becomes " + to);
    }
  }
}
