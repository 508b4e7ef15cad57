package io.twinstream.offline.log;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.definition.Names;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the fields of a spine together. */
final class SpineReader {
  private final Spine.Request request;
  private final Map<String, FieldType> file;
  private final Format format;
  private final List<Field> fields = new ArrayList<>();
  private final Map<String, String> mapping = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  SpineReader(Spine.Request request) {
    this.request = request;
    this.format = HistoryFiles.tableFormat(request.path());
    this.file = SpineColumns.of(request.path(), format);
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
    List<Spine.Column> columns = new ArrayList<>();
    file.forEach(
        (name, type) -> {
          if (!request.dropped().contains(name) && !isFeature(name)) {
            columns.add(new Spine.Column(name, fieldOf(name, type)));
          }
        });
    for (String dropped : request.dropped()) {
      if (!file.containsKey(dropped)) {
        problems.add("--drop: " + Names.unknown("column", dropped, file.keySet()));
      }
    }
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

  /** Whether a column is what a feature of its name is taken from. */
  private boolean isFeature(String column) {
    return request.features().contains(column)
        && column.equals(mapping.get(column))
        && request.wanted().containsKey(column);
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
        Spine.NAME,
        Spine.NAME,
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
