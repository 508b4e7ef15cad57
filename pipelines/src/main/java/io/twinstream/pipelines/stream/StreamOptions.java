package io.twinstream.pipelines.stream;

import io.twinstream.pipelines.job.DurationConverter;
import io.twinstream.pipelines.job.JobOptions;
import io.twinstream.pipelines.job.LiveOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the live job. Those of the runner follow as {@code --name=value}. */
final class StreamOptions {
  @Mixin final JobOptions job = new JobOptions();
  @Mixin final LiveOptions live = new LiveOptions();

  @Option(
      names = "--checkpoints",
      required = true,
      paramLabel = "DIR",
      description = "Where checkpoints go, in a folder per run.")
  Path checkpoints;

  @Option(
      names = "--restore",
      paramLabel = "latest|PATH",
      description = "Go on from the newest checkpoint, or from a checkpoint or savepoint.")
  Optional<String> restore = Optional.empty();

  @Option(
      names = "--bootstrap",
      paramLabel = "DIR",
      description = "Begin with the events of these logs, which an earlier job wrote as --output.")
  Optional<Path> bootstrap = Optional.empty();

  @Option(
      names = "--replace-loaded",
      split = ",",
      paramLabel = "NAME@VERSION",
      description =
          "Views that backfill --online has filled, and whose readers are to follow this job once"
              + " it has caught up, although it does not have all of those events.")
  List<String> replaceLoaded = new ArrayList<>();

  @Option(
      names = "--no-self-heal",
      description = "Leave it to rebuild to write states again that the online store lost.")
  boolean noSelfHeal;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where the Parquet logs go. Without it there are none.")
  Optional<Path> output = Optional.empty();

  @Option(
      names = "--log-seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "How old a file of the logs may be before it is written. Default: 60.")
  int logSeconds;

  @Option(
      names = "--log-keep",
      paramLabel = "DURATION",
      defaultValue = "6h",
      converter = DurationConverter.class,
      description = {
        "How long files of the logs stay that were compacted, for readers that have begun with",
        "them. Default: ${DEFAULT-VALUE}."
      })
  Duration logKeep;

  @Option(
      names = "--as-served",
      description = "Also log the features at each event as they were then. Needs --output.")
  boolean asServed;

  @Option(
      names = "--dead-letter-topic",
      paramLabel = "TOPIC",
      description = "Where dead letters are published too.")
  Optional<String> deadLetterTopic = Optional.empty();
}
