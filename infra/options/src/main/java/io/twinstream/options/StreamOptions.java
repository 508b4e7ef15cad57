package io.twinstream.options;

import io.twinstream.options.kafka.ConsumerGroupOption;
import io.twinstream.options.kafka.DeadLetterTopicOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the live job, beside the addresses of Kafka and the online store. */
public final class StreamOptions {
  @Mixin public final DefinitionsOption definitions = new DefinitionsOption();
  @Mixin public final ViewsOption views = new ViewsOption();
  @Mixin public final CheckpointsOption checkpoints = new CheckpointsOption();
  @Mixin public final ConsumerGroupOption consumerGroup = new ConsumerGroupOption();
  @Mixin public final DeadLetterTopicOption deadLetterTopic = new DeadLetterTopicOption();
  @Mixin private final MaxRecordBytesOption records = new MaxRecordBytesOption();
  @Mixin public final SchemaRegistryOption schemaRegistry = new SchemaRegistryOption();
  @Mixin private final RefuseEvictionOption eviction = new RefuseEvictionOption();

  @Option(
      names = "--restore",
      paramLabel = "latest|latest-or-fresh|PATH",
      description =
          "Continue from the newest checkpoint, or from this checkpoint or savepoint."
              + " latest-or-fresh: from the newest one of a job with the same views, or start fresh"
              + " if there is none.")
  public Optional<String> restore = Optional.empty();

  @Option(
      names = "--bootstrap",
      paramLabel = "DIR",
      description = "Begin with the events of these logs, which an earlier job wrote to --output.")
  public Optional<Path> bootstrap = Optional.empty();

  @Option(
      names = "--replace-loaded",
      split = ",",
      paramLabel = "NAME@VERSION",
      description =
          "Views that backfill --online has filled and whose readers follow this job once it"
              + " has caught up, although it does not have all of those events.")
  public List<String> replaceLoaded = new ArrayList<>();

  @Option(
      names = "--no-self-heal",
      description =
          "Do not write states again that the online store has lost; rebuild does (default:"
              + " the job writes them).")
  public boolean noSelfHeal;

  @Option(
      names = "--metrics",
      paramLabel = "HOST:PORT[-PORT]",
      description =
          "Where each process of the job exports its metrics for Prometheus: a port, or the first"
              + " free one of a range (default: no metrics).")
  public Optional<String> metrics = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "The folder of the Parquet logs of events and dead letters (default: no logs).")
  public Optional<Path> output = Optional.empty();

  @Option(
      names = "--log-interval",
      paramLabel = "DURATION",
      defaultValue = "60s",
      converter = DurationConverter.Positive.class,
      description = "How often the logs write a file (default: ${DEFAULT-VALUE}).")
  private Duration logInterval;

  @Option(
      names = "--log-seconds",
      paramLabel = "N",
      hidden = true,
      description = "The log interval in seconds; --log-interval replaces it.")
  private Optional<Integer> logSeconds = Optional.empty();

  @Option(
      names = "--log-keep",
      paramLabel = "DURATION",
      defaultValue = "6h",
      converter = DurationConverter.Positive.class,
      description =
          "How long log files stay after the job has compacted them into larger ones, for"
              + " readers that have begun with them (default: ${DEFAULT-VALUE}).")
  public Duration logKeep;

  @Option(
      names = "--as-served",
      description = "With --output: also log the features at each event, as they were then.")
  public boolean asServed;

  /** How often the logs write a file. */
  public Duration logInterval() {
    return logSeconds.map(Duration::ofSeconds).orElse(logInterval);
  }

  public int maxRecordBytes() {
    return records.maxRecordBytes;
  }

  public boolean refusesEviction() {
    return eviction.refuse;
  }
}
