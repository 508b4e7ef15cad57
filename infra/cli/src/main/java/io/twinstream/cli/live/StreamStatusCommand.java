package io.twinstream.cli.live;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.options.Json;
import io.twinstream.cli.options.JsonOption;
import io.twinstream.cli.place.LivePlaces;
import io.twinstream.cli.process.OnlineStores;
import io.twinstream.cli.process.RunCommands;
import io.twinstream.features.text.Durations;
import io.twinstream.local.StackAddresses;
import io.twinstream.local.StackHealth;
import io.twinstream.local.flink.FlinkRest;
import io.twinstream.local.job.LiveJob;
import io.twinstream.options.CheckpointsOption;
import io.twinstream.stores.OnlineStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code stream status}: shows the live jobs. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Show the live jobs: state, lag, checkpoints and generations.",
      "",
      "If no live job is running, the command shows the one that was started last and prints",
      "the command that continues from its latest checkpoint. Parts of the stack that are not",
      "running are listed first. The lag is the number of records after the latest complete",
      "checkpoint; states may be more recent.",
      "",
      "Exit code 1 if no live job or a part of the stack is not running.",
      ""
    },
    footer = {"", "Examples:", "  twinstream stream status", "  twinstream stream status --json"})
final class StreamStatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LivePlaces places;

  @Mixin private CheckpointsOption checkpoints;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    places.require(checkpoints.folder.isPresent());
    FlinkRest rest = places.flink();
    Path runs = checkpoints.folder.orElseGet(places.stack::checkpoints);
    if (places.otherFlink().isEmpty()) {
      StackAddresses addresses = places.stack.addresses();
      List<String> problems = StackHealth.problems(places.stack.files(), addresses);
      if (!problems.isEmpty()) {
        return print(problems, addresses, rest);
      }
    }
    List<FlinkRest.Job> jobs = jobs(rest);
    boolean running = jobs.stream().anyMatch(FlinkRest.Job::isAlive);
    Clock clock = Clock.systemUTC();
    List<StreamStatus> told = new ArrayList<>();
    try (OnlineStore store = OnlineStores.open(places.redis())) {
      for (FlinkRest.Job job : jobs) {
        told.add(StreamStatus.of(rest, job, runs, places.kafka(), store, clock));
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json.wanted) {
      List<?> maps = told.stream().map(StreamStatus::toMap).toList();
      Json.print(out, Map.of("running", running, "jobs", maps));
    } else {
      told.forEach(status -> print(out, status, clock));
      if (!running) {
        out.println(
            RunCommands.toGoOn(runs)
                .map(command -> "no live job runs; resume it with: " + command)
                .orElse("no live job was started; start one with: twinstream stream run"));
      }
    }
    out.flush();
    return running ? 0 : ExitCodes.FAILED;
  }

  /** The running jobs, else the one that was started last. */
  private static List<FlinkRest.Job> jobs(FlinkRest rest) {
    List<FlinkRest.Job> alive = LiveJob.alive(rest);
    return alive.isEmpty() ? LiveJob.latest(rest).stream().toList() : alive;
  }

  /** Prints the problems of the stack, and what the job manager knows of the jobs if it answers. */
  private int print(List<String> problems, StackAddresses addresses, FlinkRest rest) {
    List<FlinkRest.Job> jobs = rest.answers() ? jobs(rest) : List.of();
    boolean running = jobs.stream().anyMatch(FlinkRest.Job::isAlive);
    PrintWriter out = spec.commandLine().getOut();
    if (json.wanted) {
      List<?> maps =
          jobs.stream().map(job -> Map.of("job", job.id(), "state", job.state())).toList();
      Json.print(out, Map.of("running", running, "jobs", maps, "problems", problems));
    } else {
      problems.forEach(problem -> out.println("problem      " + problem));
      jobs.forEach(
          job -> {
            out.printf("job          %s of %s, %s%n", job.id(), LiveJob.project(job), job.state());
            printFailure(out, rest.failureCause(job.id()));
          });
      out.println(
          addresses.lasting()
              ? "the stack restarts processes that end, and resumes its jobs; wait for it "
                  + "with: twinstream up"
              : "this stack does not restart processes; start the command that runs it again");
    }
    out.flush();
    return ExitCodes.FAILED;
  }

  private static void print(PrintWriter out, StreamStatus status, Clock clock) {
    Duration age = Duration.ofMillis(clock.millis() - status.job().started());
    out.printf(
        "job          %s of %s, %s, started %s ago%n",
        status.job().id(), LiveJob.project(status.job()), status.job().state(), Durations.age(age));
    printFailure(out, status.failure());
    out.printf(
        "checkpoints  %d complete, restored from %d times; the latest %s%n",
        status.checkpoints().complete(),
        status.checkpoints().restored(),
        status.latest().orElse("does not exist yet"));
    if (!status.checkpoints().failure().isEmpty()) {
      printFailedCheckpoint(out, status.checkpoints(), clock);
    }
    out.printf("lag          %,d records behind, as of the latest checkpoint%n", status.lag());
    status
        .positions()
        .forEach(
            (at, position) ->
                out.printf(
                    "  %-48s at %,d of %,d, lag %,d%n",
                    at, position.next(), position.end(), position.lag()));
    status.problems().forEach(problem -> out.println("problem      " + problem));
    out.println("generations");
    status.generations().forEach(each -> out.println("  " + each.text()));
  }

  private static void printFailure(PrintWriter out, String failure) {
    if (!failure.isEmpty()) {
      out.printf("failed last  %s%n", failure);
    }
  }

  private static void printFailedCheckpoint(
      PrintWriter out, StreamStatus.Checkpoints checkpoints, Clock clock) {
    String since =
        checkpoints
            .latestAt()
            .map(at -> "from " + Durations.age(Duration.between(at, clock.instant())) + " ago")
            .orElse("from its start");
    out.printf(
        "problem      the latest checkpoint failed: %s The job continues; after a "
            + "failure it would process the events %s on again. Check whether the disk of its "
            + "checkpoints has space, and the task manager's log%n",
        checkpoints.failure(), since);
  }
}
