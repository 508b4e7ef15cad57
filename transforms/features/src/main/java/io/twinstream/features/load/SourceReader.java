package io.twinstream.features.load;

import io.twinstream.features.definition.ChangeRules;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.HistoryMapping.EpochUnit;
import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.TableRules;
import io.twinstream.features.text.Problems;
import io.twinstream.features.time.TimePattern;
import io.twinstream.features.time.Zone;
import io.twinstream.features.yaml.Synonyms;
import io.twinstream.features.yaml.YamlNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one entry of {@code sources}. */
public final class SourceReader {
  public static final String[] KEYS = {
    "kind",
    "topic",
    "format",
    "dead_letters",
    "event_time",
    "event_id",
    "dedupe",
    "resolution",
    "max_future_skew",
    "max_lateness",
    "max_known_disorder",
    "key",
    "loads",
    "order",
    "known",
    "schedule",
    "changes",
    "row",
    "change_time",
    "version",
    "deleted",
    "epoch",
    "max_rows",
    "max_entities",
    "fields",
    "history"
  };
  public static final String[] HISTORY_KEYS = {
    "format",
    "columns",
    "header",
    "delimiter",
    "time_pattern",
    "zone",
    "epoch",
    "integral_ids",
    "known",
    "known_delay",
    "assume_known",
    "begins"
  };
  static final String TYPES_HINT =
      "types are string, string(BYTES), long, decimal(SCALE), double, boolean, timestamp, bytes,"
          + " array(TYPE) and array(TYPE, LENGTH); quote 'decimal(2, half_even)' and"
          + " 'string(64, truncate)'";

  private final Places places;
  private final Problems problems;
  private final TopicDefinitionReader topics;
  private final FormatReader formats;

  SourceReader(Places places, Problems problems, SchemaFiles schemas) {
    this.places = places;
    this.topics = new TopicDefinitionReader(places);
    this.formats = new FormatReader(places, schemas);
    this.problems = problems;
  }

  Source read(String name, YamlNode part) {
    String what = "source '" + name + "'";
    part.allow(what, KEYS);
    Optional<TableRules> table = TableReader.read(what, part);
    Optional<ChangeRules> changes =
        table.isPresent() ? Optional.empty() : ChangeReader.read(what, part);
    Source source =
        new Source(
            name,
            topics.events(name, what, part),
            fields(name, what, part, table.isPresent(), changes),
            table.isPresent()
                ? part.text("event_time", TableRules.LOADED_AT)
                : part.needText(
                    "event_time", what, "name the timestamp field that holds the event time"),
            changes
                .map(ChangeRules::row)
                .or(() -> part.get("event_id").map(YamlNode::text))
                .filter(id -> table.isEmpty()),
            table.isEmpty() && part.bool("dedupe", false),
            part.duration("resolution", Source.DEFAULT_RESOLUTION),
            part.duration("max_future_skew", Source.DEFAULT_MAX_FUTURE_SKEW),
            part.duration("max_lateness", Source.DEFAULT_MAX_LATENESS),
            part.duration("max_known_disorder", Source.DEFAULT_MAX_KNOWN_DISORDER),
            part.get("history").map(h -> history(what, h)).orElse(HistoryMapping.DEFAULT),
            topics.deadLetters(what, part),
            table,
            formats.read(what, part),
            changes);
    places.putAll(source, part);
    part.get("history").ifPresent(h -> places.putAll(source.history(), h));
    return source;
  }

  private Schema fields(
      String name, String what, YamlNode part, boolean table, Optional<ChangeRules> changes) {
    Schema declared =
        part.get("fields").map(fields -> schema(name, what, fields)).orElse(noFields(what, part));
    if (changes.isPresent() && changes.get().isDebezium() && declared.size() > 0) {
      return ChangeReader.withColumns(declared, what, part);
    }
    return table && declared.size() > 0 ? TableReader.withColumns(declared, what, part) : declared;
  }

  private static Schema noFields(String what, YamlNode part) {
    part.need("fields", what, "write fields: {name: type, ...}");
    return new Schema(List.of());
  }

  /**
   * Reads the fields of a source, or of a service's request. Fields whose type cannot be read are
   * marked as broken.
   *
   * @param owner the name of the source, or the id of the service
   */
  Schema schema(String owner, String what, YamlNode part) {
    List<Field> fields = new ArrayList<>();
    part.entries("the fields of " + what)
        .forEach(
            (name, type) -> {
              int before = problems.count();
              Field field =
                  new Field(name, type(name, type), expression(type), path(type), fallback(type));
              places.put(field, "", part.placeOf(name));
              fields.add(field);
              if (problems.count() > before) {
                problems.markBroken("field", owner + "." + name);
              }
            });
    return new Schema(fields);
  }

  private static String expression(YamlNode part) {
    return part.isMapping() ? part.text("expression", "") : "";
  }

  private static String path(YamlNode part) {
    return part.isMapping() ? part.text("path", "") : "";
  }

  /** Reads a default; the only one of an array is an empty list. */
  private static String fallback(YamlNode part) {
    Optional<YamlNode> given = part.isMapping() ? part.get("default") : Optional.empty();
    if (given.isEmpty()) {
      return "";
    }
    return given.get().isText() || !given.get().items().isEmpty() ? given.get().text() : "[]";
  }

  /** Reads {@code decimal(2)}, or {@code {type: decimal(2), round: half_even}}. */
  private static FieldType type(String name, YamlNode part) {
    String text =
        part.isMapping() ? part.needText("type", "field '" + name + "'", TYPES_HINT) : part.text();
    Optional<FieldType> type = FieldType.parse(text);
    if (type.isEmpty()) {
      String meant = meant(text);
      part.problem(
          "'" + text + "' is not a field type (field '" + name + "')",
          (meant == null ? "" : "did you mean " + meant + "? ") + TYPES_HINT);
      return FieldType.STRING;
    }
    if (part.isMapping()) {
      part.allow("field '" + name + "'", "type", "path", "round", "expression", "default");
      if (part.get("round").isPresent()) {
        return rounded(part, type.get());
      }
    }
    return type.get();
  }

  private static String meant(String text) {
    if (!text.matches("array\\(\\w+\\)")) {
      return Synonyms.of(text);
    }
    String element = Synonyms.of(text.substring("array(".length(), text.length() - 1));
    return element == null ? null : "array(" + element + ")";
  }

  private static FieldType rounded(YamlNode part, FieldType type) {
    if (!part.text("round", "").equals("half_even") || type.kind() != FieldType.Kind.DECIMAL) {
      part.problem("round", "round must be half_even, and only decimals round", "");
      return type;
    }
    return new FieldType(type.kind(), type.scale(), true);
  }

  private static HistoryMapping history(String what, YamlNode part) {
    String where = "the history of " + what;
    part.allow(where, HISTORY_KEYS);
    Map<String, String> columns = new LinkedHashMap<>();
    part.get("columns")
        .map(c -> c.entries("columns"))
        .orElse(Map.of())
        .forEach((field, column) -> columns.put(field, column.text()));
    return new HistoryMapping(
        part.get("format")
            .flatMap(format -> format.constant("format", Format.class))
            .orElse(Format.PARQUET),
        columns,
        part.texts("header"),
        delimiter(part),
        timePattern(part),
        zone(part),
        part.get("epoch")
            .flatMap(epoch -> epoch.constant("epoch unit", EpochUnit.class))
            .orElse(EpochUnit.MILLIS),
        part.bool("integral_ids", false),
        part.get("known").map(YamlNode::text),
        part.duration("known_delay", Duration.ZERO),
        part.get("assume_known")
            .flatMap(each -> each.oneOf("assumption", List.of(HistoryMapping.AT_ITS_TIME)))
            .isPresent(),
        part.get("begins").flatMap(YamlNode::instant));
  }

  private static char delimiter(YamlNode part) {
    String text = part.text("delimiter", ",");
    if (text.length() != 1) {
      part.problem("delimiter", "a delimiter is one character", "write \"\\t\" for tabs");
      return ',';
    }
    return text.charAt(0);
  }

  private static Optional<String> timePattern(YamlNode part) {
    if (part.get("time_pattern").isEmpty()) {
      return Optional.empty();
    }
    String pattern = part.text("time_pattern", "");
    try {
      return Optional.of(TimePattern.compile(pattern)).map(valid -> pattern);
    } catch (IllegalArgumentException e) {
      part.problem(
          "time_pattern",
          "'" + pattern + "' is not a time pattern: " + e.getMessage(),
          TimePattern.HINT);
      return Optional.empty();
    }
  }

  private static Zone zone(YamlNode part) {
    try {
      return Zone.of(part.text("zone", "UTC"));
    } catch (IllegalArgumentException e) {
      part.problem("zone", e.getMessage(), "write one like Europe/London or UTC");
      return Zone.UTC;
    }
  }
}
