package io.twinstream.options;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the job that rebuilds states in an online store that has lost some. */
public final class RebuildOptions {
  @Mixin public final DefinitionsOption definitions = new DefinitionsOption();
  @Mixin public final ViewsOption views = new ViewsOption();
  @Mixin public final KafkaOption kafka = new KafkaOption();
  @Mixin public final RedisOption store = new RedisOption();
  @Mixin private final MaxRecordBytesOption records = new MaxRecordBytesOption();
  @Mixin public final SchemaRegistryOption schemaRegistry = new SchemaRegistryOption();
  @Mixin private final RefuseEvictionOption eviction = new RefuseEvictionOption();

  @Option(
      names = "--logs",
      paramLabel = "DIR",
      description =
          "The logs that the live job writes to --output, for topics that no longer have"
              + " their first records.")
  public Optional<Path> logs = Optional.empty();

  public int maxRecordBytes() {
    return records.maxRecordBytes;
  }

  public boolean refusesEviction() {
    return eviction.refuse;
  }
}
