package io.twinstream.cli.options;

import io.twinstream.cli.process.Foreground;
import io.twinstream.local.job.BackfillProcess;
import io.twinstream.local.process.Installation;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs a bounded job in its own process, which shares this one's output. */
public final class ForegroundJob {
  @Mixin private final HeapOption heap = new HeapOption(2048);

  @Parameters(
      paramLabel = "--name=value",
      description = "Options of the job and its runner, after --, such as --parallelism=4.")
  private List<String> more = List.of();

  /**
   * Runs a job of the module {@code pipelines} and waits until it ends.
   *
   * @param job its class
   * @param made text that is printed after success
   * @return the exit code of this command
   */
  public int run(String job, List<String> arguments, String made, PrintWriter out)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(more);
    long start = System.nanoTime();
    int code =
        Foreground.run(
            temporary ->
                BackfillProcess.command(job, Installation.find(), temporary, heap.megabytes, all));
    if (code == CommandLine.ExitCode.OK) {
      out.printf("done in %.1f s%s%n", (System.nanoTime() - start) / 1e9, made);
      out.flush();
    }
    boolean told = code == CommandLine.ExitCode.OK || code == CommandLine.ExitCode.USAGE;
    return told ? code : ExitCodes.BROKEN;
  }
}
