package io.twinstream.features.format;

import io.twinstream.features.definition.RecordFormat;
import io.twinstream.features.definition.SchemaText;
import java.util.Objects;

/**
 * A schema with which records were written.
 *
 * @param kind the format that it is a schema of
 */
public record WriterSchema(RecordFormat.Kind kind, SchemaText schema) {
  public WriterSchema {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(schema, "schema");
  }
}
