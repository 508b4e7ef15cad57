package io.twinstream.cli.parity;

import io.twinstream.cli.options.DurationOption;
import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.options.TimeOption;
import io.twinstream.cli.stack.OwnStackOptions;
import io.twinstream.cli.stack.TrafficOptions;
import io.twinstream.cli.stack.Workspace;
import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.local.process.Installation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code parity}: checks that live and historical states are equal. */
@Command(
    name = "parity",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Prove that live and historical states are the same, byte for byte, on a stack of its own.",
      "",
      "Sends payments, or the events of files, through Kafka, out of order, some twice, some",
      "spoiled, kills the Flink task manager meanwhile, and compares what the online store then",
      "holds with a backfill: all states byte for byte, features at common instants bit for bit;",
      "both with a replay in plain Java, and a sample with the naive oracle.",
      "Exit code 1 if anything differs.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream parity",
      "  twinstream parity --events 1000000 --rate 0 --heap 4096",
      "  twinstream parity --events 50000 --kills 3 --bad 0.1 --duplicates 0.2 --json",
      "  twinstream parity --definitions transforms/examples/handbook \\",
      "      --history transactions=handbook.parquet --until 2018-05-01T00:00:00Z"
    })
public final class ParityCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private final TrafficOptions payments = new TrafficOptions(0.02);

  @Option(
      names = "--definitions",
      paramLabel = "PATH",
      description = "A folder of definitions, or one file (default: the example payments).")
  private Path definitions;

  @Option(
      names = "--history",
      paramLabel = "SOURCE=PATH",
      description =
          "Send the events of these files, with their known times, instead of made-up payments.")
  private Map<String, String> history = Map.of();

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "With --history: leave out what was known from then on.")
  private Instant until;

  @Option(
      names = "--events",
      defaultValue = "200000",
      description = "How many, their duplicates not counted (default: ${DEFAULT-VALUE}).")
  private long events;

  @Option(
      names = "--rate",
      defaultValue = "10000",
      description = "Events per second; 0 for as fast as it goes (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Mixin private final OwnStackOptions stack = new OwnStackOptions("parity", 1024);

  @Option(
      names = "--kills",
      defaultValue = "1",
      description = "How often the task manager is killed (default: ${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--disorder",
      paramLabel = "DURATION",
      defaultValue = "5m",
      converter = DurationOption.class,
      description = "How far event times lie out of order, at most (default: ${DEFAULT-VALUE}).")
  private Duration disorder;

  @Option(
      names = "--span",
      paramLabel = "DURATION",
      defaultValue = "20h",
      converter = DurationOption.class,
      description = "Spread event times over so long, up to now (default: ${DEFAULT-VALUE}).")
  private Duration span;

  @Option(
      names = "--sample",
      paramLabel = "ONE_IN",
      defaultValue = "50",
      description = "How many entities for each the oracle looks at (default: ${DEFAULT-VALUE}).")
  private int sample;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Installation installation = Installation.find();
    Path given =
        definitions != null
            ? definitions
            : installation.home().resolve("transforms/examples/payments");
    if (history.size() > 1) {
      throw new IllegalArgumentException("--history: give only one source");
    }
    Project project = Definitions.load(given);
    String source = history.keySet().stream().findFirst().orElse("transactions");
    ParityPlan plan =
        new ParityPlan(
            given,
            source,
            rate,
            stack.partitions,
            stack.cluster.slots,
            stack.cluster.heap,
            kills,
            sample);
    Clock clock = Clock.systemUTC();
    ParityInput input =
        history.isEmpty()
            ? new GeneratedInput(payments.traffic(disorder, span), events, clock)
            : new HistoryInput(
                project, source, history.get(source), Optional.ofNullable(until), payments.seed());
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter progress = json ? spec.commandLine().getErr() : out;
    try (Workspace workspace = Workspace.at(stack.state, stack.keep)) {
      ParityReport report =
          new ParityRun(plan, project, input, line -> say(progress, line))
              .run(workspace.directory(), installation);
      if (json) {
        out.println(report.json());
      } else {
        report.print(out);
        out.println(report.holds() ? "parity holds" : "PARITY DOES NOT HOLD");
      }
      out.flush();
      return report.holds() ? 0 : ExitCodes.FAILED;
    }
  }

  private static void say(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }
}
