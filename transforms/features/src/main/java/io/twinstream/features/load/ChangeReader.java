package io.twinstream.features.load;

import io.twinstream.features.definition.ChangeRules;
import io.twinstream.features.definition.ChangeRules.Kind;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what only sources of changes have. */
final class ChangeReader {
  /** The keys that other sources do not have. */
  static final List<String> OWN_KEYS =
      List.of("row", "change_time", "version", "deleted", "epoch", "max_rows", "max_entities");

  private static final List<String> OF_DEBEZIUM = List.of("change_time", "version", "deleted");

  private ChangeReader() {}

  /** Returns the rules of a source of changes; empty for others. */
  static Optional<ChangeRules> read(String what, YamlNode part) {
    Optional<YamlNode> changes = part.get("changes");
    if (changes.isEmpty()) {
      refuse(part, OWN_KEYS, what + " has events", "write changes: upsert if they change rows");
      return Optional.empty();
    }
    refuse(
        part,
        List.of("event_id"),
        what + " is a source of changes",
        "leave it out: row identifies its records");
    Kind kind = changes.get().constant("kind of changes", Kind.class).orElse(Kind.UPSERT);
    String row = part.needText("row", what, "name the field that identifies a row");
    int rows = bound(part, "max_rows", ChangeRules.DEFAULT_MAX_ROWS);
    int entities = bound(part, "max_entities", ChangeRules.DEFAULT_MAX_ENTITIES);
    if (kind == Kind.DEBEZIUM) {
      refuse(
          part,
          OF_DEBEZIUM,
          what + " has Debezium's envelopes",
          "leave it out: the envelope has the time and order of a change");
      return Optional.of(ChangeRules.debezium(row, number(part, "epoch", 0, 0), rows, entities));
    }
    refuse(part, List.of("epoch"), what + " has no log of a database", "leave it out");
    return Optional.of(
        ChangeRules.upsert(
                row,
                part.needText(
                    "change_time", what, "name the timestamp field with the time of the change"),
                part.get("version").map(YamlNode::text),
                part.get("deleted").map(YamlNode::text))
            .withBounds(rows, entities));
  }

  private static int bound(YamlNode part, String key, int otherwise) {
    long bound = number(part, key, otherwise, 1);
    if (bound > ChangeRules.MAX_BOUND) {
      part.problem(
          key,
          key + " is " + bound + "; at most " + ChangeRules.MAX_BOUND + " is possible",
          "write a smaller number");
      return otherwise;
    }
    return (int) bound;
  }

  private static long number(YamlNode part, String key, long otherwise, long least) {
    if (part.get(key).isEmpty()) {
      return otherwise;
    }
    String text = part.text(key, "");
    if (text.matches("\\d{1,9}") && Long.parseLong(text) >= least) {
      return Long.parseLong(text);
    }
    part.problem(key, "'" + text + "' is not a number of at least " + least + " (" + key + ")", "");
    return otherwise;
  }

  private static void refuse(YamlNode part, List<String> keys, String what, String hint) {
    for (String key : keys) {
      if (part.get(key).isPresent()) {
        part.problem(key, what + ", which has no '" + key + "'", hint);
      }
    }
  }

  /** Returns the declared fields with the columns of Debezium. */
  static Schema withColumns(Schema declared, String what, YamlNode part) {
    List<Field> fields = new ArrayList<>(declared.fields());
    for (Field column : ChangeRules.COLUMNS) {
      if (declared.has(column.name())) {
        fields.set(declared.slot(column.name()), column);
        part.get("fields")
            .ifPresent(
                written ->
                    written.problem(
                        column.name(),
                        "field '%s' of %s: every source of Debezium has this column"
                            .formatted(column.name(), what),
                        "rename it; a column of the table with this name is renamed in the connector (ReplaceField)"));
      } else {
        fields.add(column);
      }
    }
    return new Schema(fields);
  }
}
