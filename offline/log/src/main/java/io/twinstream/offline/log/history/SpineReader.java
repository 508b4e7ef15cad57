package io.twinstream.offline.log.history;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.text.Names;
import io.twinstream.offline.log.file.CsvType;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.parquet.KeptCells;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.schema.Type;

/** Determines the fields of a spine from its columns and the needs of a service. */
public final class SpineReader {
  /** A version may become known long after the event time of its row. */
  private static final Duration ANY_LATENESS = Duration.ofDays(1_000_000);

  private final Spine.Request request;
  private final Format format;
  private final SpineColumns file;
  private final List<Field> fields = new ArrayList<>();
  private final Map<String, String> mapping = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private SpineReader(Spine.Request request) {
    this.request = request;
    this.format = HistoryFiles.tableFormat(request.path());
    this.file = SpineColumns.of(request.path(), format);
  }

  /**
   * Determines how the files of a spine are read.
   *
   * @throws HistoryException if they cannot be read
   * @throws IllegalArgumentException if a column is missing: all problems, a line each
   */
  public static Spine read(Spine.Request request) {
    return new SpineReader(request).spine();
  }

  private Spine spine() {
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
    KeptColumns kept = kept();
    for (String dropped : request.dropped()) {
      if (!file.types().containsKey(dropped)) {
        problems.add("--drop: " + Names.unknown("column", dropped, names()));
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          request.path() + ":\n  " + String.join("\n  ", new LinkedHashSet<>(problems)));
    }
    return withPattern(new Spine(source(id), kept, request.path()), time);
  }

  private List<String> names() {
    return List.copyOf(file.types().keySet());
  }

  private KeptColumns kept() {
    List<KeptColumns.Column> columns = new ArrayList<>();
    List<Type> types = new ArrayList<>();
    file.types()
        .forEach(
            (name, type) -> {
              if (request.dropped().contains(name) || isFeature(name)) {
                return;
              }
              if (type == null) {
                problems.add(file.problems().get(name));
                return;
              }
              Type written = format == Format.CSV && isTextKey(name) ? CsvType.text(name) : type;
              columns.add(new KeptColumns.Column(name, fieldOf(name, written)));
              types.add(written);
            });
    return new KeptColumns(columns, types);
  }

  /** Reports whether a column is a key with text ids, even if they look like numbers. */
  private boolean isTextKey(String column) {
    return request.needed().entrySet().stream()
        .anyMatch(
            key ->
                column.equals(mapping.get(key.getKey()))
                    && key.getValue().kind() == FieldType.Kind.STRING);
  }

  /**
   * Returns the spine with the time pattern that fits its rows: that of the source's history if it
   * fits all of them, otherwise ISO 8601.
   */
  private Spine withPattern(Spine spine, String time) {
    HistoryMapping history = spine.source().history();
    Type type = file.types().get(time);
    boolean isText = KeptCells.of(type).form().equals(FieldType.STRING);
    if (request.timePattern().isPresent() || history.timePattern().isEmpty() || !isText) {
      return spine;
    }
    Spine iso = spine.withTimePattern(Optional.empty());
    return isRefused(spine) && !isRefused(iso) ? iso : spine;
  }

  private static boolean isRefused(Spine spine) {
    return SpineRefusals.of(spine, EventDecoder.DEFAULT_MAX_BYTES).count() > 0;
  }

  private String time() {
    if (request.time().isPresent() && !names().contains(request.time().get())) {
      problems.add("--time: " + Names.unknown("column", request.time().get(), names()));
      return null;
    }
    String time = request.time().orElse(column(request.events().eventTime()));
    if (time == null) {
      problems.add(
          "the column of the rows' times is unknown: name it with --time, one of " + names());
    } else {
      requireEverywhere(time);
    }
    return time;
  }

  /**
   * Returns the column of a field: the one with its name, or with its name in the history mapping
   * of the rows' source.
   */
  private String column(String field) {
    if (field.equals(request.events().eventTime()) && request.time().isPresent()) {
      return request.time().get();
    }
    if (names().contains(field)) {
      return field;
    }
    Schema schema = request.events().schema();
    String mapped =
        schema.has(field) ? request.events().history().column(schema.field(field)) : field;
    return names().contains(mapped) ? mapped : null;
  }

  private String require(String field, String what) {
    String column = column(field);
    if (column == null) {
      problems.add(
          names().stream()
              .filter(name -> name.strip().equals(field))
              .findFirst()
              .map(
                  name ->
                      "column '%s' has spaces around the name of the %s '%s': write it without, and"
                              .formatted(name, what, field)
                          + " the values below it too")
              .orElse("no column for the " + what + " '" + field + "' among " + names()));
    } else if (what.equals("key")) {
      requireEverywhere(column);
    }
    return column;
  }

  private void requireEverywhere(String column) {
    if (!file.everywhere().contains(column)) {
      problems.add("column '" + column + "' must be in all files of the spine");
    }
  }

  /** Reports whether a feature of the same name is read from the column. */
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

  /** Returns the field that holds a column unchanged, and adds one if needed. */
  private String fieldOf(String column, Type type) {
    for (Field field : fields) {
      if (format == Format.PARQUET
          && column.equals(mapping.get(field.name()))
          && KeptCells.isSame(field.type(), type)) {
        return field.name();
      }
    }
    String name = KeptColumns.field(column);
    fields.add(new Field(name, KeptColumns.form(type)));
    return name;
  }

  /**
   * Returns the columns that every file must have: those that all files have, and those whose name
   * differs from their field.
   */
  private Map<String, String> needed() {
    Map<String, String> needed = new LinkedHashMap<>(mapping);
    needed
        .entrySet()
        .removeIf(
            field ->
                field.getKey().equals(field.getValue())
                    && !file.everywhere().contains(field.getValue()));
    return needed;
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
        events.isOfChanges() ? ANY_LATENESS : events.maxLateness(),
        Duration.ZERO,
        new HistoryMapping(
            format,
            needed(),
            List.of(),
            file.delimiter(),
            request.timePattern().or(of::timePattern),
            request.zone().orElse(of.zone()),
            of.epochUnit(),
            of.integralIds(),
            known(),
            known().isEmpty() && ownTime() ? of.knownDelay() : Duration.ZERO));
  }

  /**
   * Reports whether rows have the known times of the events that they are, not a time of their own.
   */
  private boolean ownTime() {
    return request.areEvents() && request.time().isEmpty();
  }

  /**
   * Returns the column of the rows' known times; for events of the archive, the archive's own
   * column.
   */
  private Optional<String> known() {
    if (!ownTime()) {
      return Optional.empty();
    }
    return file.everywhere().containsAll(ParquetPositions.COLUMNS)
        ? Optional.of(ParquetPositions.KNOWN)
        : request.events().history().known();
  }
}
