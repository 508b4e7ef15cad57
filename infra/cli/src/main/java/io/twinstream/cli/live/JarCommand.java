package io.twinstream.cli.live;

import io.twinstream.local.process.Installation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code jar}: writes the jar of the jobs for another Flink cluster. */
@Command(
    name = "jar",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Write one jar with all jobs, to run them on a Flink cluster of your own.",
      "",
      "The jar contains the jobs and their libraries, without Flink, which the cluster has:",
      "version 1.19. Its first argument names the job: stream, backfill, rebuild or",
      "training-set. The others are the options of the job.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream jar",
      "  twinstream jar build/jobs.jar --with my-functions.jar"
    })
public final class JarCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = "twinstream-jobs.jar",
      description = "The jar; an existing file is replaced (default: ${DEFAULT-VALUE}).")
  private Path file;

  @Option(
      names = "--with",
      paramLabel = "JAR",
      description = "A jar with code of your own to include; may be given several times.")
  private List<Path> more = List.of();

  @Override
  public Integer call() throws IOException {
    JobsJar.of(Installation.find().classPath("pipelines"), more).write(file);
    PrintWriter out = spec.commandLine().getOut();
    out.printf("wrote %s, %,d MB; submit the live job with:%n", file, Files.size(file) / 1_000_000);
    out.printf(
        "  flink run -d %s stream --definitions DIR --kafka HOST:PORT --redis HOST:PORT \\%n"
            + "      --checkpoints SHARED_DIR%n",
        file.toAbsolutePath());
    return 0;
  }
}
