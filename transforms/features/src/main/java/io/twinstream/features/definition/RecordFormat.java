package io.twinstream.features.definition;

import java.util.Objects;
import java.util.Optional;

/**
 * The format of the records of a topic.
 *
 * @param kind the format of values
 * @param registry whether records begin with the id of their schema in a schema registry
 *     (Confluent's wire format)
 * @param schema the schema of the files of the definitions; the schema of all records, unless they
 *     name their own
 * @param message the full name of the Protobuf message; empty if the schema has only one, or if
 *     records name theirs
 * @param subject the subject of the registry; empty for {@code TOPIC-value}
 */
public record RecordFormat(
    Kind kind, boolean registry, Optional<SchemaText> schema, String message, String subject) {

  /** A format of values. */
  public enum Kind {
    JSON("JSON"),
    AVRO("Avro"),
    PROTOBUF("Protobuf");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    @Override
    public String toString() {
      return title;
    }
  }

  /** JSON objects without a schema. */
  public static final RecordFormat JSON =
      new RecordFormat(Kind.JSON, false, Optional.empty(), "", "");

  public RecordFormat {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(subject, "subject");
  }

  /** Reports whether records are JSON objects. */
  public boolean isJson() {
    return kind == Kind.JSON;
  }

  /** Returns the subject of the registry that has the schemas of a topic. */
  public String subject(String topic) {
    return subject.isEmpty() ? topic + "-value" : subject;
  }
}
