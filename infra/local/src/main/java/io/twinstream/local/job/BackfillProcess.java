package io.twinstream.local.job;

import io.twinstream.local.flink.BatchJvm;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.LocalProcess;
import io.twinstream.local.process.Supervisor;
import java.nio.file.Path;
import java.util.List;

/** Runs the backfill job in its own process. */
public final class BackfillProcess {
  private static final String MAIN = "backfill.BackfillJob";
  private static final String NAME = "backfill";

  private BackfillProcess() {}

  /** The command line of the backfill job, which runs in one JVM. */
  public static List<String> command(
      Installation installation, Path temporary, int heapMegabytes, List<String> arguments) {
    return command(MAIN, installation, temporary, heapMegabytes, arguments);
  }

  /** The command line of a bounded job of the module {@code pipelines}, which runs in one JVM. */
  public static List<String> command(
      String job,
      Installation installation,
      Path temporary,
      int heapMegabytes,
      List<String> arguments) {
    List<String> jvm = BatchJvm.options(heapMegabytes + "m");
    return installation.java(
        temporary, "pipelines", jvm, "io.twinstream.pipelines." + job, arguments);
  }

  /**
   * Computes the states of a source's archive into an online store.
   *
   * @throws IllegalStateException if the job fails
   */
  public static void intoStore(
      Supervisor supervisor,
      Installation installation,
      int heapMegabytes,
      Path definitions,
      String source,
      Path archive,
      String redis) {
    run(
        supervisor,
        installation,
        heapMegabytes,
        List.of(
            "--definitions=" + definitions.toAbsolutePath(),
            "--history=" + source + "=" + archive.toAbsolutePath(),
            "--online",
            "--redis=" + redis));
  }

  /**
   * Runs the job to its end.
   *
   * @throws IllegalStateException if it fails
   */
  public static void run(
      Supervisor supervisor, Installation installation, int heapMegabytes, List<String> arguments) {
    LocalProcess job =
        supervisor.start(
            NAME, command(installation, supervisor.state().temporary(), heapMegabytes, arguments));
    int code = job.await();
    supervisor.stop(NAME);
    if (code != 0) {
      throw new IllegalStateException("the backfill ended with exit code " + code + job.logEnd());
    }
  }
}
