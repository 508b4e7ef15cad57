package io.twinstream.pipelines.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What only Flink's runner has: options with their defaults, and Flink's own configuration. No
 * other class of the jobs names anything of Flink.
 */
final class FlinkArguments {
  private final Map<String, String> defaults = new LinkedHashMap<>();
  private final Map<String, String> configuration = new LinkedHashMap<>();

  private FlinkArguments(String jobName) {
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
  static FlinkArguments live(String jobName, Path run, Optional<Path> checkpoint) {
    FlinkArguments arguments =
        new FlinkArguments(jobName)
            .option("streaming", "true")
            // Those of Beam cost more than small bundles; the job has its own (JobMetrics).
            .option("disableMetrics", "true")
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

  /**
   * The options of a historical job.
   *
   * @param temporary the folder of a cluster in this process
   */
  static FlinkArguments bounded(String jobName, Path temporary) {
    // Both ends of the heartbeat are in this process: if it pauses, neither is lost.
    return new FlinkArguments(jobName)
        .configure("heartbeat.interval", "60000")
        .configure("heartbeat.timeout", String.valueOf(Integer.MAX_VALUE))
        .configure("pekko.ask.timeout", "24 h")
        .configure("io.tmp.dirs", temporary.toString())
        .configure("web.tmpdir", temporary.toString());
  }

  /** Sets an option of the runner, unless the user gives it. */
  private FlinkArguments option(String name, String value) {
    defaults.put(name, value);
    return this;
  }

  /** Sets an entry of Flink's configuration, unless the user gives a whole configuration folder. */
  private FlinkArguments configure(String key, String value) {
    configuration.put(key, value);
    return this;
  }

  /**
   * The options by name, in order.
   *
   * @param given by the user, as {@code --name=value}
   * @param folder where Flink's configuration is written, unless the user gives one
   */
  Map<String, String> defaults(List<String> given, Path folder) {
    if (!Runner.isGiven(given, "flinkConfDir")) {
      option("flinkConfDir", write(folder).toString());
    }
    return Collections.unmodifiableMap(defaults);
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
