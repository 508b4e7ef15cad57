package io.twinstream.cli.demo;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.stack.TrafficOptions;
import io.twinstream.cli.stack.Workspace;
import io.twinstream.local.process.Installation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command {@code demo}: runs the whole stack under generated traffic, and checks the result.
 */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run everything at once, under made-up payments, and check that it was right.",
      "",
      "Kafka, Redis, a Flink cluster with the live job and the HTTP service, each a process of its",
      "own. Shows where to look, and every second how fresh features are.",
      "",
      "With --seconds it ends by itself, accounts for every record, and checks that the same",
      "events give the same states in a backfill: exit code 1 if not. Ctrl-C ends it at once.",
      "Nothing is left running or lying about.",
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
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  @Spec private CommandSpec spec;

  @Mixin private final TrafficOptions payments = new TrafficOptions(0.01);

  @Option(names = "--seconds", description = "For how long (default: until Ctrl-C).")
  private Long seconds;

  @Option(
      names = "--rate",
      defaultValue = "1000",
      description = "Payments per second (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      defaultValue = ".twinstream/demo",
      description = "Where files are meanwhile (default: ${DEFAULT-VALUE}).")
  private Path state;

  @Option(names = "--keep-files", description = "Leave logs and data where they are.")
  private boolean keep;

  @Override
  public Integer call() {
    Installation installation = Installation.find();
    DemoPlan plan =
        new DemoPlan(
            installation.home().resolve("transforms/examples/payments"),
            payments.traffic(Duration.ofSeconds(5), Duration.ZERO),
            rate,
            seconds == null ? FOR_EVER : Duration.ofSeconds(seconds));
    try (Workspace workspace = Workspace.at(state, keep)) {
      Demo demo = new Demo(plan, Clock.systemUTC(), spec.commandLine().getOut());
      return demo.run(workspace.directory(), installation) ? 0 : ExitCodes.FAILED;
    }
  }
}
