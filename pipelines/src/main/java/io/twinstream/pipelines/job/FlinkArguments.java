package io.twinstream.pipelines.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Builds the runner's options: those of the user, and defaults for the rest. */
public final class FlinkArguments {
  private final Map<String, String> defaults = new LinkedHashMap<>();
  private final Map<String, String> configuration = new LinkedHashMap<>();

  FlinkArguments(String jobName) {
    option("jobName", jobName);
    option("runner", "FlinkRunner");
    // This requires that elements and states do not change after they are emitted; they are
    // immutable.
    option("objectReuse", "true");
    option("fasterCopy", "true");
  }

  /**
   * The options of the live job.
   *
   * @param run the folder of its checkpoints
   * @param checkpoint to restore
   */
  public static FlinkArguments live(String jobName, Path run, Optional<Path> checkpoint) {
    FlinkArguments arguments =
        new FlinkArguments(jobName)
            .option("streaming", "true")
            .option("checkpointingInterval", "10000")
            // So that the job continues on a full disk, and features stay fresh.
            .option("failOnCheckpointingErrors", "false")
            // So that everything before a complete checkpoint is in the online store, not in a
            // buffer.
            .option("finishBundleBeforeCheckpointing", "true")
            .option("externalizedCheckpointsEnabled", "true")
            .option("retainExternalizedCheckpointsOnCancellation", "true")
            .option("stateBackend", "filesystem")
            .option("stateBackendStoragePath", run.toAbsolutePath().toUri().toString())
            .option("maxBundleSize", "2000")
            .option("maxBundleTimeMills", "10")
            .option("autoWatermarkInterval", "10")
            .configure("execution.buffer-timeout.interval", "5 ms")
            .configure("restart-strategy.type", "exponential-delay")
            .configure("restart-strategy.exponential-delay.initial-backoff", "1 s")
            .configure("restart-strategy.exponential-delay.max-backoff", "15 s")
            .configure("restart-strategy.exponential-delay.backoff-multiplier", "2.0")
            .configure("restart-strategy.exponential-delay.jitter-factor", "0.1")
            .configure("restart-strategy.exponential-delay.reset-backoff-threshold", "1 min");
    checkpoint.ifPresent(
        path -> {
          arguments.option("savepointPath", path.toUri().toString());
          // The equivalent for a local runner.
          arguments.configure("execution.savepoint.path", path.toUri().toString());
        });
    return arguments;
  }

  /** Sets an option of the runner, unless the user gives it. */
  FlinkArguments option(String name, String value) {
    defaults.put(name, value);
    return this;
  }

  /** Sets an entry of Flink's configuration, unless the user gives a whole configuration folder. */
  FlinkArguments configure(String key, String value) {
    configuration.put(key, value);
    return this;
  }

  /**
   * The options.
   *
   * @param given as {@code --name=value}
   * @param folder where Flink's configuration is written
   */
  public FlinkPipelineOptions options(List<String> given, Path folder) {
    if (!isGiven(given, "flinkConfDir")) {
      option("flinkConfDir", write(folder).toString());
    }
    List<String> all = new ArrayList<>(given);
    defaults.forEach(
        (name, value) -> {
          if (!isGiven(given, name)) {
            all.add("--" + name + "=" + value);
          }
        });
    return PipelineOptionsFactory.fromArgs(all.toArray(String[]::new))
        .withValidation()
        .as(FlinkPipelineOptions.class);
  }

  private static boolean isGiven(List<String> given, String name) {
    return given.stream()
        .anyMatch(arg -> arg.equals("--" + name) || arg.startsWith("--" + name + "="));
  }

  private Path write(Path folder) {
    String text =
        configuration.entrySet().stream()
            .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
            .collect(Collectors.joining());
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("flink-conf.yaml"), text);
      return folder.toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write Flink's configuration to " + folder, e);
    }
  }
}
