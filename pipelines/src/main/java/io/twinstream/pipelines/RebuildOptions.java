package io.twinstream.pipelines;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the job that rebuilds. Those of the runner follow as {@code --name=value}. */
final class RebuildOptions {
  @Mixin final JobOptions job = new JobOptions();

  @Option(
      names = "--views",
      split = ",",
      paramLabel = "NAME@VERSION",
      description = "The views to rebuild. Default: all.")
  List<String> views = new ArrayList<>();

  @Option(
      names = "--bootstrap-servers",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Where Kafka is.")
  String bootstrapServers;

  @Option(
      names = "--redis",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Where the online store is.")
  String redis;

  @Option(
      names = "--logs",
      paramLabel = "DIR",
      description =
          "The logs that the live job writes as --output: for topics that no longer have their first"
              + " records.")
  Optional<Path> logs = Optional.empty();
}
