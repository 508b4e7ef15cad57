package io.twinstream.cli.demo;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.options.RateOption;
import io.twinstream.cli.options.SecondsOption;
import io.twinstream.cli.place.OwnFiles;
import io.twinstream.cli.stack.TrafficOptions;
import io.twinstream.cli.stack.Workspace;
import io.twinstream.local.process.Installation;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command {@code demo}: runs the whole stack under generated traffic, and checks the result.
 */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run all parts on generated payments and check the result.",
      "",
      "Starts Kafka, Redis, a Flink cluster with the live job, and the HTTP server as",
      "separate processes. Prints their addresses, and every second the freshness of",
      "features.",
      "",
      "With --seconds the demo ends by itself. It then checks that every record is accounted",
      "for, and that a backfill of the same events gives the same states; exit code 1 if not.",
      "Ctrl-C ends it at once. All processes are stopped and all files are deleted at the",
      "end.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream demo",
      "  twinstream demo --seconds 30",
      "  twinstream demo --seconds 60 --rate 5000 --bad 0.05 --duplicates 0.05"
    })
public final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private final TrafficOptions payments = new TrafficOptions(0.01);

  @Mixin private SecondsOption seconds;

  @Mixin private final RateOption rate = new RateOption(1000);

  @Mixin private final OwnFiles files = new OwnFiles("demo");

  @Override
  public Integer call() {
    Installation installation = Installation.find();
    DemoPlan plan =
        new DemoPlan(
            installation.home().resolve("transforms/examples/payments"),
            payments.traffic(Duration.ofSeconds(5), Duration.ZERO),
            rate.perSecond,
            seconds.duration());
    try (Workspace workspace = Workspace.at(files.state, files.keep)) {
      Demo demo = new Demo(plan, Clock.systemUTC(), spec.commandLine().getOut());
      return demo.run(workspace.directory(), installation) ? 0 : ExitCodes.FAILED;
    }
  }
}
