package io.twinstream.cli;

import io.twinstream.cli.stack.Ages;
import io.twinstream.cli.stack.LiveJob;
import io.twinstream.cli.stack.OnlineStores;
import io.twinstream.cli.stack.StreamStatus;
import io.twinstream.local.FlinkRest;
import io.twinstream.local.StackAddresses;
import io.twinstream.stores.OnlineStore;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells how the live job is. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Tell how the live job is: its state, lag, checkpoints and generations.",
      "",
      "Lag is what the topics hold beyond the latest complete checkpoint: states may be further.",
      "Exit code 1 if no live job runs.",
      ""
    },
    footer = {"", "Examples:", "  twinstream stream status", "  twinstream stream status --json"})
final class StreamStatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StackOption stack;

  @Option(names = "--json", description = "Print it as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    StackAddresses addresses = stack.addresses();
    FlinkRest rest = new FlinkRest(addresses.flinkPort());
    PrintWriter out = spec.commandLine().getOut();
    Optional<FlinkRest.Job> job = LiveJob.latest(rest);
    if (job.isEmpty()) {
      if (json) {
        Json.print(out, Map.of("running", false));
      } else {
        out.println("no live job was started; start one with: twinstream stream run");
      }
      return Main.FAILED;
    }
    Clock clock = Clock.systemUTC();
    try (OnlineStore store = OnlineStores.open(addresses.redis())) {
      StreamStatus status = StreamStatus.of(rest, job.get(), addresses.kafka(), store, clock);
      if (json) {
        Json.print(out, status.toMap());
      } else {
        print(out, status, clock);
      }
    }
    return job.get().isAlive() ? 0 : Main.FAILED;
  }

  private static void print(PrintWriter out, StreamStatus status, Clock clock) {
    Duration age = Duration.ofMillis(clock.millis() - status.job().started());
    out.printf(
        "job          %s of %s, %s, started %s ago%n",
        status.job().id(), LiveJob.project(status.job()), status.job().state(), Ages.format(age));
    if (!status.failure().isEmpty()) {
      out.printf("failed last  %s%n", status.failure());
    }
    out.printf(
        "checkpoints  %d complete, restored from %d times; the latest %s%n",
        status.checkpoints().complete(),
        status.checkpoints().restored(),
        status.latest().orElse("is none yet"));
    out.printf("lag          %,d records behind, as of the latest checkpoint%n", status.lag());
    status
        .positions()
        .forEach(
            (at, position) ->
                out.printf(
                    "  %-24s at %,d of %,d, lag %,d%n",
                    at, position.next(), position.end(), position.lag()));
    out.println("generations");
    status.generations().forEach(each -> out.println("  " + each.text()));
    out.flush();
  }
}
