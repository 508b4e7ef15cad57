package io.twinstream.benchmarks;

import io.twinstream.local.flink.BatchJvm;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.LocalProcess;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures wall time, CPU time and peak memory of a backfill and of a training set with the
 * Handbook's twelve windows, and of DuckDB for the same windows; whole processes, one after the
 * other.
 */
@Command(name = "backfill", mixinStandardHelpOptions = true)
public final class Backfill implements Callable<Integer> {
  @Option(names = "--history", required = true, description = "The file handbook_raw.parquet.")
  private Path history;

  @Option(names = "--runs", defaultValue = "3")
  private int runs;

  @Option(names = "--heap", defaultValue = "2g")
  private String heap;

  @Option(
      names = "--definitions",
      description =
          "Definitions with a service fraud@1 (default: the handbook's, with exact windows).")
  private Path definitions;

  @Option(
      names = "--no-duckdb",
      description = "Do not run DuckDB, for histories other than the Handbook's.")
  private boolean noDuckDb;

  @Option(names = "--job-option", description = "An additional option of the job; repeatable.")
  private List<String> jobOptions = new ArrayList<>();

  private final Installation installation = Installation.find();

  public static void main(String[] args) {
    System.exit(new CommandLine(new Backfill()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    StateDirectory state = StateDirectory.at(Files.createTempDirectory("twinstream-backfill"));
    try (Supervisor supervisor = new Supervisor(state)) {
      for (int run = 0; run < runs; run++) {
        Path output = state.folder("run-" + run);
        measure(
            "backfill",
            supervisor.start("backfill-" + run, backfill(state, output.resolve("rows"))));
        measure(
            "training-set",
            supervisor.start("training-set-" + run, trainingSet(state, output.resolve("set"))));
        if (!noDuckDb) {
          measure(
              "duckdb",
              supervisor.start("duckdb-" + run, duckDb(state, output.resolve("rows.parquet"))));
        }
      }
    } finally {
      state.delete();
    }
    return 0;
  }

  private List<String> backfill(StateDirectory state, Path output) {
    return job(state, "backfill.BackfillJob", output, List.of("--rows=self"));
  }

  private List<String> trainingSet(StateDirectory state, Path output) {
    return job(
        state,
        "trainingset.TrainingSetJob",
        output,
        List.of("--rows=self", "--spine=" + history.toAbsolutePath()));
  }

  private List<String> job(StateDirectory state, String main, Path output, List<String> more) {
    Path handbook = installation.home().resolve("transforms/examples/handbook");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--definitions=" + (definitions == null ? handbook : definitions.toAbsolutePath()),
                "--service=fraud@1",
                "--history=transactions=" + history.toAbsolutePath(),
                "--output=" + output));
    arguments.addAll(more);
    arguments.addAll(jobOptions);
    List<String> jvm = BatchJvm.options(heap);
    return installation.java(
        state.temporary(), "pipelines", jvm, "io.twinstream.pipelines." + main, arguments);
  }

  private List<String> duckDb(StateDirectory state, Path output) {
    return installation.java(
        state.temporary(),
        "infra/benchmarks",
        List.of("-Xmx256m"),
        DuckDbWindows.class.getName(),
        List.of(history.toAbsolutePath().toString(), output.toString()));
  }

  private static void measure(String what, LocalProcess process) throws InterruptedException {
    long begin = System.nanoTime();
    long peak = 0;
    Duration cpu = Duration.ZERO;
    while (process.isAlive()) {
      peak = Math.max(peak, peakKilobytes(process.pid()));
      cpu =
          ProcessHandle.of(process.pid())
              .flatMap(handle -> handle.info().totalCpuDuration())
              .orElse(cpu);
      Thread.sleep(20);
    }
    double wall = (System.nanoTime() - begin) / 1e9;
    if (process.await() != 0) {
      throw new IllegalStateException(what + " failed" + process.logEnd());
    }
    System.out.printf(
        "%s: %.1f s wall, %.1f s CPU, %,d MB peak%n",
        what, wall, cpu.toMillis() / 1e3, peak / 1024);
  }

  /** The kernel's high-water mark of resident memory; 0 if the process has just ended. */
  private static long peakKilobytes(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
