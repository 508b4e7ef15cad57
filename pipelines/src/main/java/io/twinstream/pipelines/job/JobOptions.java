package io.twinstream.pipelines.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * The options of a job's runner: those of the user, and defaults for the rest. What only Flink has
 * is in {@link FlinkArguments}.
 */
public final class JobOptions {
  private JobOptions() {}

  /**
   * The options of the live job.
   *
   * @param given by the user, as {@code --name=value}
   * @param run the folder of its checkpoints
   * @param checkpoint to restore, which only Flink can
   */
  public static PipelineOptions live(
      String jobName, List<String> given, Path run, Optional<Path> checkpoint) {
    Runner runner = Runner.of(given);
    if (runner.isFlink()) {
      return of(
          given,
          FlinkArguments.live(jobName, run, checkpoint)
              .defaults(given, TemporaryFolder.ofRun(run, "flink")));
    }
    Map<String, String> defaults = defaults(jobName, runner);
    defaults.put("streaming", "true");
    if (runner.isInProcess()) {
      // So that readers can be moved to what the job writes while it runs.
      defaults.put("blockOnRun", "false");
    }
    return of(given, defaults);
  }

  /**
   * The options of a historical job.
   *
   * @param given by the user, as {@code --name=value}
   * @param folder for Flink's configuration
   * @param temporary the folder of a Flink cluster in this process
   */
  static PipelineOptions bounded(String jobName, List<String> given, Path folder, Path temporary) {
    Runner runner = Runner.of(given);
    return of(
        given,
        runner.isFlink()
            ? FlinkArguments.bounded(jobName, temporary).defaults(given, folder)
            : defaults(jobName, runner));
  }

  private static Map<String, String> defaults(String jobName, Runner runner) {
    Map<String, String> defaults = new LinkedHashMap<>();
    defaults.put("jobName", jobName);
    defaults.put("runner", runner.name());
    return defaults;
  }

  private static PipelineOptions of(List<String> given, Map<String, String> defaults) {
    List<String> all = new ArrayList<>(given);
    defaults.forEach(
        (name, value) -> {
          if (!Runner.isGiven(given, name)) {
            all.add("--" + name + "=" + value);
          }
        });
    return PipelineOptionsFactory.fromArgs(all.toArray(String[]::new)).withValidation().create();
  }
}
