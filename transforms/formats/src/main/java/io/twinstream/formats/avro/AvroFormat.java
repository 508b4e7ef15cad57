package io.twinstream.formats.avro;

import io.twinstream.features.decode.EventBuilder;
import io.twinstream.features.definition.RecordFormat;
import io.twinstream.features.definition.SchemaText;
import io.twinstream.features.definition.Source;
import io.twinstream.features.format.BadPayload;
import io.twinstream.features.format.PayloadFormat;
import io.twinstream.features.format.PayloadReader;
import io.twinstream.features.format.PayloadWriter;
import io.twinstream.features.format.SchemaProblem;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaNormalization;

/** Avro. */
public final class AvroFormat implements PayloadFormat {
  @Override
  public RecordFormat.Kind kind() {
    return RecordFormat.Kind.AVRO;
  }

  @Override
  public PayloadReader reader(SchemaText schema, Source source, EventBuilder builder) {
    AvroOp record = new AvroCompiler(builder).compile(AvroSchemas.parseOfWriter(schema));
    return (bytes, from) -> {
      AvroInput in = new AvroInput(bytes, from);
      record.read(in);
      in.requireEnd();
    };
  }

  @Override
  public PayloadWriter writer(SchemaText schema, Source source) {
    return new AvroWriter(AvroSchemas.parse(schema));
  }

  @Override
  public List<SchemaProblem> problems(SchemaText schema, Source source) {
    Schema parsed;
    try {
      parsed = AvroSchemas.parse(schema);
    } catch (BadPayload e) {
      return List.of(
          new SchemaProblem("", AvroSchemas.line(e.getMessage()), e.getMessage(), "fix the file"));
    }
    return new AvroFit(parsed, schema.name()).problems(source);
  }

  @Override
  public boolean isSameEncoding(SchemaText one, SchemaText other) {
    return SchemaNormalization.toParsingForm(AvroSchemas.parse(one))
        .equals(SchemaNormalization.toParsingForm(AvroSchemas.parse(other)));
  }

  @Override
  public List<String> incompatible(SchemaText earlier, SchemaText next, String message) {
    return SchemaCompatibility.checkReaderWriterCompatibility(
            AvroSchemas.parse(next), AvroSchemas.parse(earlier))
        .getResult()
        .getIncompatibilities()
        .stream()
        .map(
            each ->
                "%s at %s: %s"
                    .formatted(each.getType().name(), each.getLocation(), each.getMessage()))
        .toList();
  }
}
