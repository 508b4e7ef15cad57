package io.twinstream.pipelines.backfill;

import io.twinstream.features.aggregate.Visibility;
import io.twinstream.pipelines.job.DurationConverter;
import io.twinstream.pipelines.job.JobOptions;
import io.twinstream.pipelines.job.TimeConverter;
import io.twinstream.pipelines.job.VisibilityConverter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the historical job. Those of the runner follow as {@code --name=value}. */
final class BackfillOptions {
  @Mixin final JobOptions job = new JobOptions();

  @Option(
      names = "--history",
      required = true,
      paramLabel = "SOURCE=PATH",
      description = "A file, folder or glob of a source's history. Repeat it for more.")
  Map<String, String> history = new LinkedHashMap<>();

  @Option(
      names = "--views",
      split = ",",
      paramLabel = "NAME@VERSION",
      description = "The views to compute. Default: all of the sources that have history.")
  List<String> views = new ArrayList<>();

  @Option(
      names = "--service",
      paramLabel = "NAME@VERSION",
      description = "Write rows of a service instead of rows of each view.")
  Optional<String> service = Optional.empty();

  @Option(
      names = "--at",
      paramLabel = "SOURCE",
      description =
          "With --service: at the events of which source the rows are. Needed only where the"
              + " service has views of several sources.")
  Optional<String> at = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where the rows go, one per event, as Parquet.")
  Optional<Path> output = Optional.empty();

  @Option(
      names = "--rows",
      paramLabel = "exclusive|inclusive|self",
      defaultValue = "exclusive",
      converter = VisibilityConverter.class,
      description = "Which events the row of an event sees. Default: ${DEFAULT-VALUE}.")
  Visibility rows;

  @Option(
      names = "--pass-through",
      split = ",",
      paramLabel = "FIELD",
      description = "Fields of the event that are written beside its features.")
  List<String> passThrough = new ArrayList<>();

  @Option(
      names = "--states",
      paramLabel = "DIR",
      description = "Where the final states go, in a folder per view, for comparisons.")
  Optional<Path> states = Optional.empty();

  @Option(names = "--online", description = "Write the final states to the online store.")
  boolean online;

  @Option(names = "--redis", paramLabel = "HOST:PORT", description = "Where the online store is.")
  Optional<String> redis = Optional.empty();

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description =
          "With --online: where Kafka is, whose topic PROJECT.erasures names the entities that stay"
              + " erased also where the online store was emptied.")
  Optional<String> bootstrapServers = Optional.empty();

  @Option(
      names = "--refuse-eviction",
      description =
          "With --online: refuse a Redis that may drop states for want of memory, instead of a"
              + " warning.")
  boolean refuseEviction;

  @Option(
      names = "--new-generation",
      description = "Write to a new generation, which readers follow when all is written.")
  boolean newGeneration;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "In chunks: the known time of the first row; rows see what was before.")
  Optional<Instant> from = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "In chunks: the known time at which to end, exclusive.")
  Optional<Instant> to = Optional.empty();

  @Option(
      names = "--chunk",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "In chunks of so much known time, each complete by itself.")
  Optional<Duration> chunk = Optional.empty();

  @Option(
      names = "--since",
      paramLabel = "last",
      description = "In chunks: only what is new since the last chunk of an earlier run.")
  Optional<String> since = Optional.empty();

  @Option(
      names = "--progress",
      paramLabel = "DIR",
      description = "In chunks without --output: where it is kept how far they are.")
  Optional<Path> progress = Optional.empty();

  boolean inChunks() {
    return from.isPresent()
        || to.isPresent()
        || chunk.isPresent()
        || since.isPresent()
        || progress.isPresent();
  }

  @Option(
      names = "--dead-letters",
      paramLabel = "DIR",
      description = "Where the records go that are no events, as Parquet.")
  Optional<Path> deadLetters = Optional.empty();
}
