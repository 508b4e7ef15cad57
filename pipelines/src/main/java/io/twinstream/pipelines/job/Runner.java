package io.twinstream.pipelines.job;

import io.twinstream.features.text.Names;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.runners.PipelineRunnerRegistrar;

/**
 * The Beam runner of a job, by the name of its class, such as {@code DirectRunner}.
 *
 * @param name the name of the class
 */
public record Runner(String name) {
  private static final String OPTION = "--runner";
  private static final String FLINK = "FlinkRunner";
  private static final String DIRECT = "DirectRunner";

  /**
   * The runner that the user names with {@code --runner=NAME}, or Flink's.
   *
   * @param given options of the runner, as {@code --name=value}
   * @throws IllegalArgumentException if there is no such runner on the class path
   */
  public static Runner of(List<String> given) {
    Optional<String> named =
        given.stream()
            .filter(arg -> arg.equals(OPTION) || arg.startsWith(OPTION + "="))
            .map(arg -> arg.substring(Math.min(arg.length(), OPTION.length() + 1)))
            .findFirst();
    return named.isEmpty() ? new Runner(FLINK) : find(named.get(), present());
  }

  /** The runner of a pipeline. */
  public static Runner of(PipelineOptions options) {
    return new Runner(options.getRunner().getSimpleName());
  }

  static Runner find(String named, Set<String> present) {
    return present.stream()
        .filter(named::equalsIgnoreCase)
        .findFirst()
        .map(Runner::new)
        .orElseThrow(() -> new IllegalArgumentException(unknown(named, present)));
  }

  private static String unknown(String named, Set<String> present) {
    String meant = Names.near(named, present).map(near -> "did you mean " + near + "? ").orElse("");
    return "%s=%s: no such runner on the class path of this job; %s%s"
        .formatted(OPTION, named, meant, "valid are " + String.join(", ", present));
  }

  /** The runners on the class path, without those for tests. */
  private static Set<String> present() {
    Set<String> names = new TreeSet<>();
    for (PipelineRunnerRegistrar each : ServiceLoader.load(PipelineRunnerRegistrar.class)) {
      each.getPipelineRunners().forEach(runner -> names.add(runner.getSimpleName()));
    }
    names.removeIf(name -> name.toLowerCase(Locale.ROOT).startsWith("test"));
    return names;
  }

  /** Whether the user gives an option of the runner. */
  static boolean isGiven(List<String> given, String name) {
    return given.stream()
        .anyMatch(arg -> arg.equals("--" + name) || arg.startsWith("--" + name + "="));
  }

  /** Whether this is Flink's runner. */
  public boolean isFlink() {
    return name.equals(FLINK);
  }

  /** Whether a job ends with this process. */
  boolean isInProcess() {
    return name.equals(DIRECT);
  }

  /**
   * Waits for the end of a job that lives in this process, and ends it if the thread stops waiting.
   */
  public void await(PipelineResult running) {
    if (!isInProcess()) {
      return;
    }
    try {
      running.waitUntilFinish();
    } finally {
      try {
        running.cancel();
      } catch (IOException | RuntimeException e) {
        // It has ended, or failed with the exception that is thrown.
      }
    }
  }
}
