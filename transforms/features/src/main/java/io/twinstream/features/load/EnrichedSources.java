package io.twinstream.features.load;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.EnrichedSource;
import io.twinstream.features.definition.EnrichedSource.BeforeBegin;
import io.twinstream.features.definition.Entity;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.expression.CalendarsUsed;
import io.twinstream.features.expression.ComputedField;
import io.twinstream.features.expression.ExpressionException;
import io.twinstream.features.expression.Filters;
import io.twinstream.features.expression.ZonesUsed;
import io.twinstream.features.load.EnrichedReader.Written;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.text.Place;
import io.twinstream.features.text.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Resolves and checks the sources that are made of others: each after those that it is made of. A
 * source with a problem is left out and marked as broken.
 */
final class EnrichedSources {
  private final Project project;
  private final Map<String, Written> written;
  private final Places places;
  private final Problems problems;
  private final NameRules names;
  private final Map<String, EnrichedSource> resolved = new LinkedHashMap<>();

  /** The sources and views that are being resolved, each because of the one before it. */
  private final Set<String> underway = new LinkedHashSet<>();

  private final Set<String> failed = new LinkedHashSet<>();

  /**
   * @param project the project without its enriched sources
   */
  EnrichedSources(Project project, Map<String, Written> written, Places places, Problems problems) {
    this.project = project;
    this.written = written;
    this.places = places;
    this.problems = problems;
    this.names = new NameRules(problems);
  }

  /** Returns the project with its enriched sources. */
  Project resolve() {
    written.keySet().forEach(this::resolve);
    return with(resolved);
  }

  private Project with(Map<String, EnrichedSource> enriched) {
    Map<String, EnrichedSource> ordered = new LinkedHashMap<>();
    written.keySet().stream()
        .filter(enriched::containsKey)
        .forEach(name -> ordered.put(name, enriched.get(name)));
    return new Project(
        project.name(),
        project.sources(),
        project.entities(),
        project.views(),
        project.derivedFeatures(),
        project.services(),
        project.calendars(),
        project.maxStateSize(),
        java.util.Collections.unmodifiableMap(ordered));
  }

  /** Resolves a source; false if it has a problem, or depends on one that has. */
  private boolean resolve(String name) {
    if (resolved.containsKey(name) || !written.containsKey(name)) {
      return project.sources().containsKey(name) || resolved.containsKey(name);
    }
    if (failed.contains(name)) {
      return false;
    }
    Written source = written.get(name);
    if (!underway.add(name)) {
      cycle(source);
      return false;
    }
    int before = problems.count();
    Optional<EnrichedSource> made = make(source);
    underway.remove(name);
    if (made.isPresent() && problems.count() == before) {
      resolved.put(name, made.get());
      return true;
    }
    failed.add(name);
    problems.markBroken("source", name);
    problems.markBroken("definition of source", name);
    return false;
  }

  private void cycle(Written source) {
    List<String> path = new ArrayList<>(underway);
    path = path.subList(path.indexOf(source.name()), path.size());
    problems.add(
        places.of(source, ""),
        "source '%s' is made of itself: %s → %s"
            .formatted(source.name(), String.join(" → ", path), source.name()),
        "break the cycle: a source cannot look up what is computed from it");
  }

  private Optional<EnrichedSource> make(Written source) {
    String what = "source '" + source.name() + "'";
    names.identifier(places.of(source, ""), "source", source.name());
    if (!written.containsKey(source.from()) && !project.sources().containsKey(source.from())) {
      problems.addUnknown(
          places.of(source, "from"), "source", source.from(), sourceNames(source.name()));
      return Optional.empty();
    }
    if (problems.isBroken("source", source.from()) || !resolve(source.from())) {
      return Optional.empty();
    }
    if (with(resolved).source(source.from()).isTable()) {
      problems.add(
          places.of(source, "from"),
          what + " is made of table '" + source.from() + "', which has no events",
          "name a stream");
      return Optional.empty();
    }
    if (with(resolved).source(source.from()).isOfChanges()) {
      problems.add(
          places.of(source, "from"),
          what + " is made of '" + source.from() + "', whose records are changes of rows",
          "name a stream of events: changes cannot be enriched");
      return Optional.empty();
    }
    if (source.with().isEmpty()) {
      problems.add(
          places.of(source, "with"), what + " looks up no view", "write with: {alias: view@1}");
      return Optional.empty();
    }
    Project known = with(resolved);
    Source from = known.source(source.from());
    List<Field> fields = new ArrayList<>(from.schema().fields());
    StringBuilder meaning = new StringBuilder("from=").append(meaning(known, source.from()));
    boolean whole = true;
    for (Map.Entry<String, String> lookup : source.with().entrySet()) {
      whole &= lookUp(source, from, lookup.getKey(), lookup.getValue(), fields, meaning);
    }
    return whole ? Optional.of(finish(source, from, fields, meaning)) : Optional.empty();
  }

  private List<String> sourceNames(String without) {
    return Stream.concat(project.sources().keySet().stream(), written.keySet().stream())
        .filter(name -> !name.equals(without))
        .toList();
  }

  private static String meaning(Project known, String source) {
    EnrichedSource made = known.enriched().get(source);
    return made == null ? source : source + " {" + made.meaning() + "}";
  }

  /** Adds the fields of a looked-up view; false if that is not possible. */
  private boolean lookUp(
      Written source,
      Source from,
      String alias,
      String id,
      List<Field> fields,
      StringBuilder meaning) {
    Place place = places.of(source, "with " + alias);
    String what = "source '" + source.name() + "'";
    names.identifier(place, "alias", alias);
    if (from.schema().has(alias)) {
      problems.add(
          place,
          "alias '%s' of %s is also a field of '%s'".formatted(alias, what, source.from()),
          "choose another alias");
    }
    View view = project.views().get(id);
    if (view == null) {
      problems.addUnknown(place, "view", id, project.views().keySet());
      return false;
    }
    underway.add(id);
    boolean ready = !problems.isBroken("source", view.source()) && resolve(view.source());
    underway.remove(id);
    Entity entity = project.entities().get(view.entity());
    if (!ready || entity == null || problems.isBroken("view", id)) {
      return false; // It is reported for the view or its source.
    }
    Project known = with(resolved);
    if (known.isOfTable(view)) {
      problems.add(
          place,
          "%s looks up view '%s', which reads a table, and no live job reads tables"
              .formatted(what, id),
          "read its features beside the others in a service, or send its rows to a stream");
      return false;
    }
    if (known.source(view.source()).isOfChanges()) {
      problems.add(
          place,
          "%s looks up view '%s', which is of the changes of source '%s'"
              .formatted(what, id, view.source()),
          "read its features beside the others in a service");
      return false;
    }
    key(source, from, known.source(view.source()), view, entity, place);
    long waits = waits(known, source.from()) + source.waiting().toMillis();
    if (seenAfter(known, view.source(), known.base(source.from())) < waits) {
      problems.add(
          source.waiting().isZero() ? place : places.of(source, "wait"),
          (source.waiting().isZero()
                      ? "%s is made of '" + source.from() + "', which waits,"
                      : "%s waits,")
                  .formatted(what)
              + " and view '%s' is of the same events, or looks them up".formatted(id),
          "leave wait out: with it, an event would see itself and the events after it");
    }
    CompiledView compiled;
    try {
      compiled = CompiledView.of(known, view);
    } catch (IllegalArgumentException | ExpressionException e) {
      return false; // It is reported for the view.
    }
    meaning
        .append("\nwith ")
        .append(alias)
        .append('=')
        .append(compiled.fingerprintText())
        .append(" ttl=")
        .append(view.ttl())
        .append(' ')
        .append(view.aggregations());
    return fields(source, alias, compiled, fields, place);
  }

  /** Returns how much later than their base the events of a source are known, in milliseconds. */
  private static long waits(Project known, String source) {
    EnrichedSource made = known.enriched().get(source);
    return made == null ? 0 : waits(known, made.from()) + made.waiting().toMillis();
  }

  /**
   * Returns how long after an event of a base became known it can, at the earliest, have a part in
   * the events of a source, in milliseconds; {@link Long#MAX_VALUE} if it never has.
   */
  private static long seenAfter(Project known, String source, String base) {
    EnrichedSource made = known.enriched().get(source);
    if (made == null) {
      return source.equals(base) ? 0 : Long.MAX_VALUE;
    }
    long least = seenAfter(known, made.from(), base);
    if (least < Long.MAX_VALUE) {
      least += made.waiting().toMillis();
    }
    for (String view : made.with().values()) {
      least = Math.min(least, seenAfter(known, known.view(view).source(), base));
    }
    return least;
  }

  private void key(
      Written source, Source from, Source ofView, View view, Entity entity, Place place) {
    String key = entity.key();
    if (!from.schema().has(key)) {
      problems.addUnknown(
          place,
          "field for the key of entity '%s' of view '%s' in source '%s':"
              .formatted(entity.name(), view.id(), source.from()),
          key,
          SourceChecks.fieldNames(from.schema()));
    } else if (ofView.schema().has(key)) {
      FieldType here = from.schema().field(key).type();
      FieldType there = ofView.schema().field(key).type();
      if (here.kind() != there.kind()) {
        problems.add(
            place,
            "the key '%s' of view '%s' is a %s in source '%s', and a %s in '%s'"
                .formatted(key, view.id(), there, ofView.name(), here, from.name()),
            "declare it with the same type in both");
      }
    }
  }

  private boolean fields(
      Written source, String alias, CompiledView view, List<Field> fields, Place place) {
    for (int i = 0; i < view.names().size(); i++) {
      String name = view.names().get(i);
      if (name.equals(EnrichedSource.STATUS) || name.equals(EnrichedSource.AS_OF)) {
        problems.add(
            place,
            "view '%s' has a feature '%s', a name that lookups reserve: %s.%s"
                .formatted(view.view().id(), name, alias, name),
            "give the feature another name");
        return false;
      }
      type(view.types().get(i))
          .ifPresent(type -> fields.add(new Field(EnrichedSource.field(alias, name), type)));
    }
    fields.add(new Field(EnrichedSource.field(alias, EnrichedSource.STATUS), FieldType.STRING));
    fields.add(new Field(EnrichedSource.field(alias, EnrichedSource.AS_OF), FieldType.TIMESTAMP));
    return true;
  }

  /** Returns the type of the field of a feature; empty for those that cannot be looked up. */
  static Optional<FieldType> type(FeatureType type) {
    return switch (type.kind()) {
      case LONG -> Optional.of(FieldType.LONG);
      case DOUBLE -> Optional.of(FieldType.DOUBLE);
      case STRING -> Optional.of(FieldType.STRING);
      case BOOLEAN -> Optional.of(FieldType.BOOLEAN);
      case TIMESTAMP -> Optional.of(FieldType.TIMESTAMP);
      case BYTES, ARRAY, MAP -> Optional.empty();
    };
  }

  private EnrichedSource finish(
      Written source, Source from, List<Field> fields, StringBuilder meaning) {
    for (Field field : source.fields()) {
      declared(source, from, field, fields);
    }
    Schema schema = new Schema(fields).withCalendars(project.calendars());
    source.where().ifPresent(where -> where(source, schema, where));
    meaning.append("\nwhere ").append(source.where().orElse(""));
    source.where().ifPresent(where -> meaning.append(' ').append(outside(where)));
    meaning.append("\nfields ").append(deciding(source, schema, from.schema().size()));
    begins(source, meaning);
    meaning.append("\nwait ").append(source.waiting().toMillis());
    Source made =
        new Source(
            source.name(),
            from.kafkaTopic(),
            schema,
            from.eventTime(),
            from.eventId(),
            false,
            from.resolution(),
            from.maxFutureSkew(),
            from.maxLateness().plus(source.waiting()),
            from.maxKnownDisorder(),
            from.history(),
            Optional.empty(),
            Optional.empty(),
            from.format());
    return new EnrichedSource(
        made,
        source.from(),
        source.with(),
        source.where(),
        source.waiting(),
        source.maxHold(),
        source.beforeBegin(),
        meaning.toString());
  }

  /** Adds when the lookups begin. */
  private void begins(Written source, StringBuilder meaning) {
    Project known = with(resolved);
    Stream<String> read =
        Stream.concat(
            Stream.of(source.from()),
            source.with().values().stream().map(view -> known.view(view).source()));
    long begins = read.mapToLong(known::begins).max().orElseThrow();
    if (begins > Long.MIN_VALUE) {
      meaning.append("\nbegins ").append(begins).append(' ').append(source.beforeBegin());
    } else if (source.beforeBegin() != BeforeBegin.EXCLUDE) {
      problems.add(
          places.of(source, "before_begin"),
          "source '%s' has before_begin, but nothing that it looks up begins"
              .formatted(source.name()),
          "write history: {begins: 2026-06-01T00:00:00Z} in a source that it looks up");
    }
  }

  /** Returns the zones and calendars of an expression. */
  private String outside(String where) {
    try {
      return ZonesUsed.of(Stream.of(where)).toString()
          + CalendarsUsed.of(project.calendars(), Stream.of(where));
    } catch (ExpressionException e) {
      return ""; // It is reported with the expression.
    }
  }

  /**
   * Returns the fields that decide which events there are: those that the condition reads, those
   * whose values may not fit, and the computed ones that these are computed from.
   */
  private static Set<Field> deciding(Written source, Schema schema, int declared) {
    Set<Field> deciding = new LinkedHashSet<>();
    source.where().ifPresent(where -> reads(schema, where, deciding));
    for (Field field : schema.fields().subList(declared, schema.size())) {
      Kind kind = field.type().kind();
      if (field.isComputed() && (kind == Kind.DECIMAL || kind == Kind.LONG)) {
        deciding.add(field);
        reads(schema, field.expression(), deciding);
      }
    }
    return deciding;
  }

  private static void reads(Schema schema, String expression, Set<Field> fields) {
    for (String name : Filters.fields(schema, expression)) {
      Field field = schema.field(name);
      if (fields.add(field) && field.isComputed()) {
        reads(schema, field.expression(), fields);
      }
    }
  }

  private void declared(Written source, Source from, Field field, List<Field> fields) {
    Place place = places.of(field, "");
    String what = "field '%s' of source '%s'".formatted(field.name(), source.name());
    names.identifier(place, "field", field.name());
    if (problems.isBroken("field", source.name() + "." + field.name())) {
      return;
    }
    if (!field.isComputed() || !field.path().isEmpty()) {
      problems.add(
          place,
          what + " is not computed",
          "write {type: ..., expression: ...}; the fields of '" + from.name() + "' are there");
    } else if (field.type().isLimited()) {
      problems.add(
          place,
          what + " is computed, so its text has no limit",
          "write string, and cut the text with prefix(s, n)");
    } else if (from.schema().has(field.name()) || source.with().containsKey(field.name())) {
      problems.add(
          place,
          what + " has the name of a field of '" + from.name() + "' or of an alias",
          "choose another name");
    } else {
      fields.add(field);
      try {
        ComputedField.compile(new Schema(fields).withCalendars(project.calendars()), field);
      } catch (ExpressionException e) {
        problems.add(place, "field '" + field.name() + "': " + e.where(), e.hint());
      }
    }
  }

  private void where(Written source, Schema schema, String where) {
    try {
      Filters.compile(schema, where);
    } catch (ExpressionException e) {
      problems.add(
          places.of(source, "where"),
          "where of source '" + source.name() + "': " + e.where(),
          e.hint());
    }
  }
}
