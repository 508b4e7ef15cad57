package io.twinstream.pipelines.main;

import io.twinstream.pipelines.backfill.BackfillJob;
import io.twinstream.pipelines.backfill.LoadJob;
import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.pipelines.rebuild.RebuildJob;
import io.twinstream.pipelines.stream.StreamJob;
import io.twinstream.pipelines.trainingset.TrainingSetJob;
import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * The main class of the jar of the jobs: the first argument names the job, the others are its
 * options. It throws instead of ending the JVM, because Flink calls it in its own processes: in the
 * client of {@code flink run}, or in the job manager of an application cluster.
 */
public final class Jobs {
  private static final Map<String, Supplier<Callable<Integer>>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("stream", () -> new StreamJob(Clock.systemUTC(), StoreAddress::redis));
    ALL.put("backfill", () -> new BackfillJob(StoreAddress::redis));
    ALL.put("load", () -> new LoadJob(Clock.systemUTC(), StoreAddress::redis));
    ALL.put("rebuild", () -> new RebuildJob(Clock.systemUTC(), StoreAddress::redis));
    ALL.put("training-set", TrainingSetJob::new);
  }

  private Jobs() {}

  /**
   * Runs a job; the live job is only submitted.
   *
   * @throws Exception if the job fails
   */
  public static void main(String[] args) throws Exception {
    String name = args.length == 0 ? "" : args[0];
    if (List.of("--help", "-h").contains(name)) {
      help(System.out);
      return;
    }
    Supplier<Callable<Integer>> job = ALL.get(name);
    if (job == null) {
      throw new IllegalArgumentException(
          "no job '%s'; the first argument is one of: %s"
              .formatted(name, String.join(", ", ALL.keySet())));
    }
    JobMain.call(job.get(), options(args));
  }

  /** The options of the job that the first argument names. */
  static String[] options(String... args) {
    List<String> options = new ArrayList<>(Arrays.asList(args).subList(1, args.length));
    if (args[0].equals("stream")
        && options.stream().noneMatch(option -> option.startsWith("--attachedMode"))) {
      // The job does not end, and with flink run --detached there is no result to wait for.
      options.add("--attachedMode=false");
    }
    return options.toArray(String[]::new);
  }

  private static void help(PrintStream out) {
    out.println("Arguments: JOB OPTION...");
    ALL.forEach(
        (name, job) ->
            out.printf(
                "  %-13s %s%n",
                name, new CommandLine(job.get()).getCommandSpec().usageMessage().description()[0]));
    out.println("Options of a job: JOB --help");
  }
}
