package io.twinstream.features.load;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.TableRules;
import io.twinstream.features.definition.TableRules.Loads;
import io.twinstream.features.yaml.YamlNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what only tables have, and refuses what only streams have. */
final class TableReader {
  static final String STREAM = "stream";
  static final String TABLE = "table";

  /** The keys of a table that a stream does not have. */
  static final List<String> OWN_KEYS = List.of("key", "loads", "order", "known", "schedule");

  private static final List<String> STREAM_KEYS =
      List.of(
          "topic",
          "dead_letters",
          "event_id",
          "dedupe",
          "changes",
          "row",
          "change_time",
          "version",
          "deleted",
          "epoch",
          "max_rows",
          "max_entities",
          "resolution",
          "max_lateness",
          "max_known_disorder");

  private TableReader() {}

  /** Returns the rules of a source that is a table; empty for a stream. */
  static Optional<TableRules> read(String what, YamlNode part) {
    String kind =
        part.get("kind")
            .map(named -> named.oneOf("kind of source", List.of(STREAM, TABLE)).orElse(TABLE))
            .orElse(STREAM);
    if (kind.equals(STREAM)) {
      refuse(part, OWN_KEYS, what + " is a stream", "write kind: table, or leave it out");
      return Optional.empty();
    }
    refuse(part, STREAM_KEYS, what + " is a table", "leave it out");
    part.need("loads", what, "write loads: snapshot if a load has all rows, or changes");
    part.need("schedule", what, "write how long a load stays fresh, such as 1d");
    return Optional.of(
        new TableRules(
            part.needText("key", what, "name the field that is the key of a row"),
            part.get("loads")
                .map(loads -> loads.constant("kind of loads", Loads.class).orElse(Loads.CHANGES))
                .orElse(Loads.CHANGES),
            part.get("order").map(YamlNode::text),
            part.needText(
                "known",
                what,
                "write load, ts, or a timestamp field: when a row was known decides which rows of"
                    + " a training set see it"),
            part.duration("schedule", Duration.ofDays(1)),
            Optional.empty()));
  }

  private static void refuse(YamlNode part, List<String> keys, String what, String hint) {
    for (String key : keys) {
      if (part.get(key).isPresent()) {
        part.problem(key, what + ", which has no '" + key + "'", hint);
      }
    }
  }

  /** Returns the declared fields with the columns that every table has. */
  static Schema withColumns(Schema declared, String what, YamlNode part) {
    List<Field> fields = new ArrayList<>(declared.fields());
    for (Field column : TableRules.COLUMNS) {
      if (declared.has(column.name())) {
        fields.set(declared.slot(column.name()), column);
        part.get("fields")
            .ifPresent(
                written ->
                    written.problem(
                        column.name(),
                        "field '%s' of %s: every table has this column"
                            .formatted(column.name(), what),
                        "leave it out, or rename it and map its column in history.columns"));
      } else {
        fields.add(column);
      }
    }
    return new Schema(fields);
  }
}
