package io.twinstream.pipelines.kafka;

import io.twinstream.beam.DecodeEvents;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.format.TopicDecoders;
import io.twinstream.features.format.WriterSchemas;
import io.twinstream.kafka.registry.SchemaRegistry;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How the records of topics are decoded.
 *
 * @param maxBytes longer records are dead letters
 * @param registry the address of the schema registry; empty for none
 */
public record TopicRecords(int maxBytes, String registry) implements DecodeEvents.Decoders {
  public TopicRecords {
    Objects.requireNonNull(registry, "registry");
  }

  /** Decodes records that name no schemas. */
  public static TopicRecords ofAtMost(int maxBytes) {
    return new TopicRecords(maxBytes, "");
  }

  public static TopicRecords of(int maxBytes, Optional<String> registry) {
    return new TopicRecords(maxBytes, registry.orElse(""));
  }

  /** Creates a decoder of the records of a source. */
  public EventDecoder decoder(Project project, String source) {
    return decoder(project.source(source), DecodeEvents.keys(project, source));
  }

  @Override
  public EventDecoder decoder(Source source, Set<String> keys) {
    WriterSchemas schemas = registry.isEmpty() ? WriterSchemas.NONE : SchemaRegistry.at(registry);
    return TopicDecoders.of(source, keys, maxBytes, schemas);
  }

  /**
   * Checks that there is a registry if a source needs one.
   *
   * @throws IllegalArgumentException if there is none, or its address or settings are not valid
   */
  public void require(Source source) {
    if (!source.format().registry()) {
      return;
    }
    if (registry.isEmpty()) {
      throw new IllegalArgumentException(
          ("the records of source '%s' name their schemas in a schema registry, and none is given;"
                  + " add --schema-registry=URL, set TWINSTREAM_SCHEMA_REGISTRY, or add"
                  + " 'schema_registry: URL' to the profile")
              .formatted(source.name()));
    }
    SchemaRegistry.at(registry);
  }
}
