package io.twinstream.cli.check;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.options.JsonOption;
import io.twinstream.cli.options.RateOption;
import io.twinstream.cli.options.UntilOption;
import io.twinstream.cli.stack.EventTimes;
import io.twinstream.cli.stack.OwnStackOptions;
import io.twinstream.cli.stack.TrafficOptions;
import io.twinstream.cli.stack.Workspace;
import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.local.process.Installation;
import io.twinstream.options.DefinitionsOption;
import io.twinstream.options.HistoryOption;
import io.twinstream.verify.RunProgress;
import io.twinstream.verify.parity.GeneratedInput;
import io.twinstream.verify.parity.HistoryInput;
import io.twinstream.verify.parity.ParityInput;
import io.twinstream.verify.parity.ParityPlan;
import io.twinstream.verify.parity.ParityReport;
import io.twinstream.verify.parity.ParityRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
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
      "Prove that live and historical states are equal, byte for byte, on a temporary stack.",
      "",
      "Sends generated payments, or the events of files, through Kafka: out of order, some",
      "twice, some corrupt. Kills the Flink task manager in the meantime. Then compares the",
      "online store with a backfill: all states byte for byte, and features at common",
      "instants bit for bit. Compares both with a replay in plain Java, and a sample with the",
      "naive oracle.",
      "",
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

  @ArgGroup(exclusive = false)
  private DefinitionsOption definitions;

  @ArgGroup(exclusive = false)
  private HistoryOption history;

  @Mixin private UntilOption until;

  @Option(
      names = "--events",
      defaultValue = "200000",
      description =
          "How many events to send, without their duplicates (default: ${DEFAULT-VALUE}).")
  private long events;

  @Mixin private final RateOption rate = new RateOption(10_000);

  @Mixin private final OwnStackOptions stack = new OwnStackOptions("parity", 1024);

  @Option(
      names = "--kills",
      defaultValue = "1",
      description = "How many times the task manager is killed (default: ${DEFAULT-VALUE}).")
  private int kills;

  @Mixin private final EventTimes times = EventTimes.spread();

  @Option(
      names = "--sample",
      paramLabel = "ONE_IN",
      defaultValue = "50",
      description =
          "The naive oracle computes one in this many entities (default: ${DEFAULT-VALUE}).")
  private int sample;

  @Mixin private JsonOption json;

  @Override
  public Integer call() throws Exception {
    Installation installation = Installation.find();
    Path given =
        definitions != null
            ? definitions.path()
            : installation.home().resolve("transforms/examples/payments");
    Map<String, String> paths = history == null ? Map.of() : history.bySource;
    if (paths.size() > 1) {
      throw new IllegalArgumentException("--history: give only one source");
    }
    Project project = Definitions.load(given);
    String source = paths.keySet().stream().findFirst().orElse("transactions");
    ParityPlan plan =
        new ParityPlan(
            given,
            source,
            rate.perSecond,
            stack.partitions(),
            stack.cluster.slots,
            stack.cluster.heap(),
            kills,
            sample);
    Clock clock = Clock.systemUTC();
    ParityInput input =
        paths.isEmpty()
            ? new GeneratedInput(payments.traffic(times.disorder.most, times.span), events, clock)
            : new HistoryInput(project, source, paths.get(source), until.until, payments.seed());
    PrintWriter out = spec.commandLine().getOut();
    RunProgress progress = new PrintedProgress(json.progress(out, spec.commandLine().getErr()));
    try (Workspace workspace = Workspace.at(stack.files.state, stack.files.keep)) {
      ParityReport report =
          new ParityRun(plan, project, input, progress).run(workspace.directory(), installation);
      if (json.wanted) {
        out.println(report.json());
      } else {
        report.print(out);
        out.println(report.holds() ? "parity holds" : "PARITY DOES NOT HOLD");
      }
      out.flush();
      return report.holds() ? 0 : ExitCodes.FAILED;
    }
  }
}
