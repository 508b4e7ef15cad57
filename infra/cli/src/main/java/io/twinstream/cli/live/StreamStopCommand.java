package io.twinstream.cli.live;

import io.twinstream.cli.place.LivePlaces;
import io.twinstream.local.flink.FlinkRest;
import io.twinstream.local.job.LiveJob;
import io.twinstream.options.CheckpointsOption;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code stream stop}: stops the live job. */
@Command(
    name = "stop",
    mixinStandardHelpOptions = true,
    description = {
      "Stop the live job. Its newest checkpoint stays, for: stream run --restore latest.",
      ""
    },
    footer = {"", "Examples:", "  twinstream stream stop", "  twinstream stream stop --savepoint"})
final class StreamStopCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LivePlaces places;

  @Option(
      names = "--job",
      paramLabel = "ID",
      description = "The job to stop (default: the one that is running).")
  private String id;

  @Option(
      names = "--savepoint",
      description =
          "Write a savepoint first, next to the checkpoints, so that a restored job repeats"
              + " nothing.")
  private boolean savepoint;

  @Mixin private CheckpointsOption checkpoints;

  @Override
  public Integer call() throws Exception {
    FlinkRest rest = places.flink();
    LiveJob job = id == null ? LiveJob.running(rest) : LiveJob.of(rest, id);
    PrintWriter out = spec.commandLine().getOut();
    if (savepoint) {
      Path folder = checkpoints.folder.orElseGet(places.stack::checkpoints);
      URI target = run(folder, job.id()).resolve("savepoints").toAbsolutePath().toUri();
      URI written = rest.cancelWithSavepoint(job.id(), target);
      out.println("stopped, savepoint " + FlinkRest.path(written));
    } else {
      Optional<URI> latest = rest.latestCheckpoint(job.id());
      rest.cancel(job.id());
      out.println(
          "stopped, " + latest.map(c -> "checkpoint " + FlinkRest.path(c)).orElse("no checkpoint"));
    }
    return 0;
  }

  /** The folder of a job's run: it contains a folder named by the job's id. */
  private static Path run(Path checkpoints, String job) throws Exception {
    try (var runs = Files.list(checkpoints)) {
      return runs.filter(run -> Files.isDirectory(run.resolve(job)))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "no checkpoints of job "
                          + job
                          + " in "
                          + checkpoints
                          + "; name their folder with --checkpoints"));
    }
  }
}
