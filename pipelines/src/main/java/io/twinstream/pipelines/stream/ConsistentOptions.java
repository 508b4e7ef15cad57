package io.twinstream.pipelines.stream;

import io.twinstream.options.StreamOptions;
import io.twinstream.pipelines.job.Runner;
import io.twinstream.pipelines.metrics.MetricsAddress;
import java.util.List;

/** Refuses options of the live job that are not valid, or contradict each other. */
final class ConsistentOptions {
  private ConsistentOptions() {}

  /**
   * Checks the options of the live job together.
   *
   * @param runner options of the runner, as {@code --name=value}
   * @throws IllegalArgumentException for such options
   */
  static void require(StreamOptions options, List<String> runner) {
    options.metrics.ifPresent(MetricsAddress::parse);
    if (options.asServed && options.output.isEmpty()) {
      throw new IllegalArgumentException("--as-served needs --output DIR");
    }
    if (options.bootstrap.isPresent()
        && options
            .restore
            .filter(which -> !which.equals(Checkpoints.LATEST_OR_FRESH))
            .isPresent()) {
      throw new IllegalArgumentException(
          "--restore continues from a checkpoint, --bootstrap starts from history: "
              + "pass only one of them");
    }
    Runner named = Runner.of(runner);
    if (!named.isFlink() && options.restore.isPresent()) {
      throw new IllegalArgumentException(
          "--restore continues from a checkpoint of Flink, and %s has none: leave it out, or use"
                  .formatted(named.name())
              + " --runner=FlinkRunner");
    }
    if (runner.stream().anyMatch(arg -> arg.startsWith("--savepointPath"))) {
      throw new IllegalArgumentException(
          "--savepointPath would not restore the generation: use --restore");
    }
  }
}
