package io.twinstream.offline.log;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.definition.Names;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.expression.CompiledService;
import java.io.Serializable;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rows for which features are wanted: a file of entity keys, a time, labels and anything else.
 * It is read as history of a source of its own, whose fields are what a service needs of a row,
 * under the service's names, and all columns as they are.
 *
 * @param source {@link #NAME}
 * @param columns the file's columns, in its order
 */
public record Spine(Source source, List<Column> columns) {
  public static final String NAME = "spine";

  /**
   * A column of the file.
   *
   * @param field that has its value
   */
  public record Column(String name, String field) implements Serializable {}

  /**
   * What a spine is read for.
   *
   * @param path a Parquet or CSV file, a folder or a glob
   * @param time the column of the rows' times; empty to look for the event time of {@code events}
   * @param needed the fields of keys, which must be there, and their types
   * @param wanted the fields of the request, which are null if they are not there
   * @param events the source whose events the rows name, or are
   * @param areEvents whether the rows are events of that source, with all its fields
   * @param zone where text times without an offset are meant; empty as the source's history says
   * @param timePattern of text times; empty as the source's history says
   * @param dropped columns that are left out
   */
  public record Request(
      String path,
      Optional<String> time,
      Map<String, FieldType> needed,
      Map<String, FieldType> wanted,
      Source events,
      boolean areEvents,
      Optional<ZoneId> zone,
      Optional<String> timePattern,
      Set<String> dropped) {

    /**
     * What a service needs of rows: the keys of its views' entities and its request, by the
     * source's event time, with all columns kept.
     *
     * @param events the source whose events the rows name, or are
     * @param areEvents whether they are
     */
    public static Request of(
        Project project, CompiledService service, String path, String events, boolean areEvents) {
      Map<String, FieldType> keys = new LinkedHashMap<>();
      for (View view : service.views()) {
        String key = project.entity(view.entity()).key();
        keys.putIfAbsent(key, project.source(view.source()).schema().field(key).type());
      }
      Map<String, FieldType> request = new LinkedHashMap<>();
      service.request().fields().forEach(field -> request.put(field.name(), field.type()));
      return new Request(
          path,
          Optional.empty(),
          keys,
          request,
          project.source(events),
          areEvents,
          Optional.empty(),
          Optional.empty(),
          Set.of());
    }

    /** The same, by a column of times. */
    public Request withTime(Optional<String> column) {
      return new Request(
          path, column, needed, wanted, events, areEvents, zone, timePattern, dropped);
    }

    /** The same, whose text times are meant so. */
    public Request withTexts(Optional<ZoneId> of, Optional<String> pattern) {
      return new Request(path, time, needed, wanted, events, areEvents, of, pattern, dropped);
    }

    /** The same, without some of the columns. */
    public Request without(Set<String> columns) {
      return new Request(
          path, time, needed, wanted, events, areEvents, zone, timePattern, Set.copyOf(columns));
    }
  }

  public Spine {
    columns = List.copyOf(columns);
  }

  /**
   * Finds out how a file is read.
   *
   * @throws HistoryException if it cannot be read
   * @throws IllegalArgumentException if it lacks a column: all that is wrong, a line each
   */
  public static Spine of(Request request) {
    return new SpineReader(request).spine();
  }

  /**
   * The slot, in the rows' events, of a column.
   *
   * @throws IllegalArgumentException if there is no such column
   */
  public int slot(String column) {
    List<String> names = columns.stream().map(Column::name).toList();
    if (!names.contains(column)) {
      throw new IllegalArgumentException(Names.unknown("column", column, names));
    }
    return source.schema().slot(columns.get(names.indexOf(column)).field());
  }

  /**
   * Whether its rows are all the events of a source's history, each once: the same files, read the
   * same way.
   *
   * @param path of the spine
   * @param history a file, folder or glob
   */
  public boolean isAllOf(Source events, String path, String history) {
    HistoryMapping mine = source.history();
    HistoryMapping its = events.history();
    boolean sameFields =
        events.schema().fields().stream()
            .allMatch(
                field ->
                    source.schema().has(field.name())
                        && source.schema().slot(field.name()) == events.schema().slot(field.name())
                        && mine.column(field.name()).equals(its.column(field.name())));
    return sameFields
        && !events.dedupe()
        && mine.format() == its.format()
        && mine.header().equals(its.header())
        && mine.delimiter() == its.delimiter()
        && mine.timePattern().equals(its.timePattern())
        && mine.zone().equals(its.zone())
        && mine.known().equals(its.known())
        && mine.knownDelay().equals(its.knownDelay())
        && HistoryFiles.splits(source, List.of(path))
            .equals(HistoryFiles.splits(events, List.of(history)));
  }

  /** The definitions with the spine as one more source. */
  public Project in(Project project) {
    Map<String, Source> sources = new LinkedHashMap<>(project.sources());
    sources.put(NAME, source);
    return new Project(
        project.name(),
        sources,
        project.entities(),
        project.views(),
        project.derivedFeatures(),
        project.services(),
        project.maxStateSize());
  }

  /** Puts the fields of a spine together. */
  private static final class SpineReader {
    private final Request request;
    private final Map<String, FieldType> file;
    private final Format format;
    private final List<Field> fields = new ArrayList<>();
    private final Map<String, String> mapping = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    SpineReader(Request request) {
      this.request = request;
      this.format = SpineColumns.format(request.path());
      this.file = SpineColumns.of(request.path(), format, request.dropped());
    }

    Spine spine() {
      String time = time();
      Optional<String> id = request.events().eventId().filter(field -> column(field) != null);
      if (request.areEvents()) {
        for (Field field : request.events().schema().fields()) {
          add(field, field.isComputed() ? null : require(field.name(), "field"));
        }
      } else {
        if (time != null) {
          add(new Field(request.events().eventTime(), FieldType.TIMESTAMP), time);
        }
        id.ifPresent(field -> add(request.events().schema().field(field), column(field)));
        request.needed().forEach((key, type) -> add(new Field(key, type), require(key, "key")));
        request
            .wanted()
            .forEach(
                (field, type) -> {
                  if (column(field) != null) {
                    add(new Field(field, type), column(field));
                  }
                });
      }
      List<Column> columns = new ArrayList<>();
      file.forEach((name, type) -> columns.add(new Column(name, fieldOf(name, type))));
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException(
            request.path() + ":\n  " + String.join("\n  ", new LinkedHashSet<>(problems)));
      }
      return new Spine(source(id), columns);
    }

    private String time() {
      if (request.time().isPresent() && !file.containsKey(request.time().get())) {
        problems.add("--time: " + Names.unknown("column", request.time().get(), file.keySet()));
        return null;
      }
      String time = request.time().orElse(column(request.events().eventTime()));
      if (time == null) {
        problems.add("which column has the rows' times? Say --time, one of " + file.keySet());
      }
      return time;
    }

    /** The column of a field: called like it, or as in the history of the rows' source. */
    private String column(String field) {
      if (field.equals(request.events().eventTime()) && request.time().isPresent()) {
        return request.time().get();
      }
      if (file.containsKey(field)) {
        return field;
      }
      String mapped = request.events().history().column(field);
      return file.containsKey(mapped) ? mapped : null;
    }

    private String require(String field, String what) {
      String column = column(field);
      if (column == null) {
        problems.add("no column for the " + what + " '" + field + "' among " + file.keySet());
      }
      return column;
    }

    private void add(Field field, String column) {
      if (fields.stream().anyMatch(other -> other.name().equals(field.name()))) {
        return;
      }
      fields.add(field);
      if (column != null) {
        mapping.put(field.name(), column);
      }
    }

    /** The field that has a column's value as it is in the file; added if there is none yet. */
    private String fieldOf(String column, FieldType type) {
      for (Field field : fields) {
        if (column.equals(mapping.get(field.name())) && field.type().equals(type)) {
          return field.name();
        }
      }
      if (type == null) {
        problems.add("column '" + column + "' cannot be kept: leave it out with --drop " + column);
        return column;
      }
      String name = "column:" + column;
      add(new Field(name, type), column);
      return name;
    }

    private Source source(Optional<String> id) {
      Source events = request.events();
      HistoryMapping of = events.history();
      return new Source(
          NAME,
          NAME,
          new Schema(fields),
          events.eventTime(),
          id,
          false,
          request.areEvents() ? events.resolution() : Source.DEFAULT_RESOLUTION,
          events.maxFutureSkew(),
          events.maxLateness(),
          Duration.ZERO,
          new HistoryMapping(
              format,
              mapping,
              List.of(),
              ',',
              request.timePattern().or(of::timePattern),
              request.zone().orElse(of.zone()),
              of.epochUnit(),
              of.integralIds(),
              request.areEvents() ? of.known() : Optional.empty(),
              request.areEvents() ? of.knownDelay() : Duration.ZERO));
    }
  }
}
