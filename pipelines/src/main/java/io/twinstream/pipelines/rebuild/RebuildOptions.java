package io.twinstream.pipelines.rebuild;

import io.twinstream.pipelines.job.JobOptions;
import io.twinstream.pipelines.job.LiveOptions;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the job that rebuilds. Those of the runner follow as {@code --name=value}. */
final class RebuildOptions {
  @Mixin final JobOptions job = new JobOptions();
  @Mixin final LiveOptions live = new LiveOptions();

  @Option(
      names = "--logs",
      paramLabel = "DIR",
      description =
          "The logs that the live job writes as --output: for topics that no longer have their first"
              + " records.")
  Optional<Path> logs = Optional.empty();
}
