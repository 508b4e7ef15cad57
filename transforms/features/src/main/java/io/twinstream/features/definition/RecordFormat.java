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
 * @param compatibility which changes of the schema are allowed
 */
public record RecordFormat(
    Kind kind,
    boolean registry,
    Optional<SchemaText> schema,
    String message,
    String subject,
    Compatibility compatibility) {

  /** Which changes of a schema are allowed, in the words of schema registries. */
  public enum Compatibility {
    /** The next schema reads what was written with the one before. */
    BACKWARD,
    /** Programs that have the schema before read what is written with the next one. */
    FORWARD,
    /** Both. */
    FULL,
    /** Nothing is compared: earlier records may become dead letters. */
    NONE;

    /** Reports whether the next schema must read what was written before. */
    public boolean readsEarlier() {
      return this == BACKWARD || this == FULL;
    }

    /** Reports whether the schema before must read what is written next. */
    public boolean isReadByEarlier() {
      return this == FORWARD || this == FULL;
    }
  }

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

  /** Creates a format whose changes are backward compatible, as all were in earlier checkpoints. */
  public RecordFormat(
      Kind kind, boolean registry, Optional<SchemaText> schema, String message, String subject) {
    this(kind, registry, schema, message, subject, Compatibility.BACKWARD);
  }

  public RecordFormat {
    Objects.requireNonNull(compatibility, "compatibility");
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
