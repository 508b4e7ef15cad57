package io.twinstream.features.load;

import io.twinstream.features.definition.DerivedFeature;
import io.twinstream.features.definition.Entity;
import io.twinstream.features.definition.HolidayCalendar;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Service;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.text.Place;
import io.twinstream.features.text.Problems;
import io.twinstream.features.text.Sizes;
import io.twinstream.features.yaml.YamlNode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Reads the definitions of one project from its files. */
public final class ProjectReader {
  public static final String[] KEYS = {
    "project", "sources", "entities", "views", "features", "services", "calendars", "max_state_size"
  };

  private final Places places;
  private final Problems problems;
  private final SourceReader sourceReader;
  private final ViewReader viewReader;
  private String name = "";
  private final EnrichedReader enrichedReader;
  private final Map<String, Source> sources = new LinkedHashMap<>();
  private final Map<String, EnrichedReader.Written> enriched = new LinkedHashMap<>();
  private final Map<String, Entity> entities = new LinkedHashMap<>();
  private final Map<String, View> views = new LinkedHashMap<>();
  private final Map<String, DerivedFeature> derived = new LinkedHashMap<>();
  private final Map<String, Service> services = new LinkedHashMap<>();
  private final Map<String, HolidayCalendar> calendars = new LinkedHashMap<>();
  private final CalendarReader calendarReader;
  private String firstFile = "";
  private Place namePlace = Place.NOWHERE;
  private long maxStateSize = Project.DEFAULT_MAX_STATE_SIZE;

  ProjectReader(Places places, Problems problems, SchemaFiles schemas) {
    this.places = places;
    this.problems = problems;
    this.sourceReader = new SourceReader(places, problems, schemas);
    this.enrichedReader = new EnrichedReader(places, sourceReader);
    this.viewReader = new ViewReader(places, problems);
    this.calendarReader = new CalendarReader(problems);
  }

  /** Returns the definitions read so far. */
  Project project() {
    if (name.isEmpty() && !firstFile.isEmpty() && !problems.anyBroken("file")) {
      problems.add(new Place(firstFile, 1), "no project name", "begin a file with project: NAME");
    }
    Project project =
        new Project(
            name,
            Collections.unmodifiableMap(withCalendars()),
            Collections.unmodifiableMap(entities),
            Collections.unmodifiableMap(withSchedules()),
            Collections.unmodifiableMap(derived),
            Collections.unmodifiableMap(services),
            Collections.unmodifiableMap(calendars),
            maxStateSize);
    Project whole =
        problems.anyBroken("file")
            ? project
            : new EnrichedSources(project, enriched, places, problems).resolve();
    places.put(whole, "project", namePlace);
    return whole;
  }

  private Map<String, Source> withCalendars() {
    Map<String, Source> with = new LinkedHashMap<>(sources);
    if (!calendars.isEmpty()) {
      with.replaceAll(
          (source, read) -> {
            Source copy = read.withCalendars(calendars);
            places.copy(read, copy);
            return copy;
          });
    }
    return with;
  }

  /** A view over a table is as fresh as the schedule of the table promises. */
  private Map<String, View> withSchedules() {
    Map<String, View> with = new LinkedHashMap<>(views);
    with.replaceAll(
        (id, read) -> {
          Source source = sources.get(read.source());
          if (source == null || !source.isTable() || places.isWritten(read, "freshness")) {
            return read;
          }
          View copy = read.withFreshness(source.table().get().schedule());
          places.copy(read, copy);
          return copy;
        });
    return with;
  }

  void read(Path file) {
    read(file.toString(), () -> YamlNode.read(file, problems));
  }

  void read(String file, String text) {
    read(file, () -> YamlNode.read(file, text, problems));
  }

  private void read(String file, Supplier<Optional<YamlNode>> content) {
    firstFile = firstFile.isEmpty() ? file : firstFile;
    int before = problems.count();
    Optional<YamlNode> part = content.get();
    part.ifPresent(p -> p.allow("a definitions file", KEYS));
    if (problems.count() > before) {
      problems.markBroken("file", file);
    }
    part.ifPresent(this::read);
  }

  private void read(YamlNode file) {
    file.get("project").ifPresent(this::name);
    file.get("max_state_size").ifPresent(this::maxStateSize);
    section(
        file,
        "sources",
        "source",
        part -> !EnrichedReader.reads(part),
        sources,
        sourceReader::read);
    section(file, "sources", "source", EnrichedReader::reads, enriched, enrichedReader::read);
    section(file, "entities", "entity", entities, this::entity);
    section(file, "views", "view", views, viewReader::read);
    section(file, "features", "feature", derived, this::derivedFeature);
    section(file, "services", "service", services, this::service);
    section(file, "calendars", "calendar", calendars, this::calendar);
  }

  private void name(YamlNode part) {
    if (!name.isEmpty() && !name.equals(part.text())) {
      part.problem(
          "project '" + part.text() + "' in a folder of project '" + name + "'",
          "give each project its own folder");
    }
    name = part.text();
    namePlace = part.place();
  }

  private void maxStateSize(YamlNode part) {
    Optional<Long> size = Sizes.parse(part.text());
    if (size.isEmpty()) {
      part.problem("'" + part.text() + "' is not a size", Sizes.HINT);
    }
    maxStateSize = size.orElse(maxStateSize);
  }

  private interface EntryReader<T> {
    T read(String name, YamlNode part);
  }

  private <T> void section(
      YamlNode file, String key, String what, Map<String, T> into, EntryReader<T> reader) {
    section(file, key, what, part -> true, into, reader);
  }

  private <T> void section(
      YamlNode file,
      String key,
      String what,
      Predicate<YamlNode> which,
      Map<String, T> into,
      EntryReader<T> reader) {
    for (var entry : file.get(key).map(p -> p.entries(key)).orElse(Map.of()).entrySet()) {
      if (!which.test(entry.getValue())) {
        continue;
      }
      int before = problems.count();
      T read = reader.read(entry.getKey(), entry.getValue());
      Object earlier = into.putIfAbsent(entry.getKey(), read);
      if (earlier == null && into == (Object) enriched) {
        earlier = sources.get(entry.getKey());
      } else if (earlier == null && into == (Object) sources) {
        earlier = enriched.get(entry.getKey());
      }
      if (earlier != null) {
        problems.markBroken("definition of " + what, entry.getKey());
        Place first = places.of(earlier, "");
        entry
            .getValue()
            .problem(
                what + " '" + entry.getKey() + "' is defined twice",
                "first in " + first.file() + ":" + first.line());
      }
      if (problems.count() > before) {
        problems.markBroken(what, entry.getKey());
      }
    }
  }

  private HolidayCalendar calendar(String name, YamlNode part) {
    HolidayCalendar calendar = calendarReader.read(name, part);
    places.putAll(calendar, part);
    return calendar;
  }

  private Entity entity(String name, YamlNode part) {
    String what = "entity '" + name + "'";
    part.allow(what, "key");
    Entity entity =
        new Entity(name, part.needText("key", what, "name the field that holds its id"));
    places.putAll(entity, part);
    return entity;
  }

  private DerivedFeature derivedFeature(String name, YamlNode part) {
    if (part.text().isBlank()) {
      part.problem("feature '" + name + "' has no expression", "write " + name + ": \"a / b\"");
    }
    DerivedFeature feature = new DerivedFeature(name, part.text());
    places.put(feature, "", part.place());
    return feature;
  }

  private Service service(String id, YamlNode part) {
    ViewReader.Versioned versioned = ViewReader.versioned("service", id, part);
    String what = "service '" + id + "'";
    part.allow(what, "request", "features");
    part.need("features", what, "list the features that the model reads");
    Schema request =
        part.get("request")
            .map(r -> sourceReader.schema(id, what, r))
            .orElse(new Schema(List.of()));
    Service service =
        new Service(versioned.name(), versioned.version(), request, part.texts("features"));
    places.putAll(service, part);
    part.get("features")
        .ifPresent(
            features -> features.items().forEach(i -> places.put(service, i.text(), i.place())));
    return service;
  }
}
