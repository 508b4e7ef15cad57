package io.twinstream.cli.place;

import io.twinstream.features.definition.RecordFormat;
import io.twinstream.features.definition.SchemaText;
import io.twinstream.features.definition.Source;
import io.twinstream.features.format.TopicEncoder;
import io.twinstream.features.format.WriterSchemas;
import io.twinstream.features.load.RegisteredSchemas;
import io.twinstream.kafka.registry.SchemaRegistry;
import io.twinstream.options.SchemaRegistryOption;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** The schema registry that a command uses, if one is named. */
public final class RegistryOption {
  @Mixin private SchemaRegistryOption option;

  private Optional<SchemaRegistry> open() {
    return option.url.map(url -> SchemaRegistry.impatient(url, System.getenv()));
  }

  /** The schemas that records name. */
  public WriterSchemas writers() {
    return open().map(registry -> (WriterSchemas) registry).orElse(WriterSchemas.NONE);
  }

  /** The schemas of its subjects; none if no registry is named. */
  public RegisteredSchemas schemas() {
    return open()
        .map(
            registry ->
                (RegisteredSchemas)
                    source ->
                        registry.versions(source.format().subject(source.topic())).stream()
                            .map(version -> version.schema())
                            .filter(schema -> schema.kind() == source.format().kind())
                            .map(schema -> schema.schema())
                            .toList())
        .orElse(RegisteredSchemas.NONE);
  }

  /** An encoder of the records of a source, which registers the schema if records name it. */
  public TopicEncoder encoder(Source source) {
    String subject = source.format().subject(source.topic());
    return TopicEncoder.of(
        source,
        open()
            .map(
                registry ->
                    (java.util.function.ToIntFunction<io.twinstream.features.format.WriterSchema>)
                        schema -> registry.register(subject, schema))
            .orElse(
                schema -> {
                  throw new IllegalArgumentException(
                      "the records of source '%s' name their schema in a schema registry; add --schema-registry=URL"
                          .formatted(source.name()));
                }));
  }

  /** The format of records with the schema of a file; JSON without one. */
  public RecordFormat format(Optional<SchemaText> schema, String message) {
    return schema
        .map(
            text ->
                new RecordFormat(
                    text.name().endsWith(".proto")
                        ? RecordFormat.Kind.PROTOBUF
                        : RecordFormat.Kind.AVRO,
                    option.url.isPresent(),
                    schema,
                    message,
                    ""))
        .orElse(RecordFormat.JSON);
  }
}
