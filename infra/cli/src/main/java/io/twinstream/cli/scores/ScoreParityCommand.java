package io.twinstream.cli.scores;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.options.Json;
import io.twinstream.cli.options.TimeOption;
import io.twinstream.cli.stack.OwnStackOptions;
import io.twinstream.cli.stack.Workspace;
import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.local.process.Installation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code score-parity}: checks that scores given live equal those of history. */
@Command(
    name = "score-parity",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Prove that a model's scores are the same online and offline, on a stack of its own.",
      "",
      "Replays history through Kafka, Flink and Redis, and asks the HTTP service for the score of",
      "each event of a span of time, with the event itself: when all earlier ones of its entities",
      "are in the online store and none later is, and again once it is in there too. Compares with",
      "the scores of the rows of 'backfill --rows self'.",
      "Exit code 1 if two are more than 1e-9 apart.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream score-parity --definitions transforms/examples/handbook --service fraud@2 \\",
      "      --model model.onnx --history transactions=handbook.parquet \\",
      "      --from 2018-08-08 --to 2018-08-15 --label fraud"
    })
public final class ScoreParityCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--definitions",
      required = true,
      paramLabel = "PATH",
      description = "A folder of definitions, or one file.")
  private Path definitions;

  @Option(
      names = "--service",
      required = true,
      paramLabel = "NAME@VERSION",
      description = "The service whose features the model takes; its views are of one source.")
  private String service;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "The model: an ONNX file.")
  private Path model;

  @Option(
      names = "--history",
      required = true,
      paramLabel = "SOURCE=PATH",
      description = "A file, folder or glob of the source's history.")
  private Map<String, String> history;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "TIME",
      converter = TimeOption.class,
      description =
          "Score what was known from then on, a date or an instant in UTC; what was known before is"
              + " only taken in.")
  private Instant from;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "The end of what is scored, itself not among it.")
  private Instant to;

  @Option(
      names = "--label",
      paramLabel = "FIELD",
      description = "A field of the events that is 0 or 1: adds the metrics of both sides.")
  private String label;

  @Mixin private final OwnStackOptions stack = new OwnStackOptions("score-parity", 2048);

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    if (history.size() > 1) {
      throw new ParameterException(
          spec.commandLine(), "--history: give only one source, that of the service");
    }
    Project project = Definitions.load(definitions);
    Map.Entry<String, String> of = history.entrySet().iterator().next();
    ScorePlan plan =
        new ScorePlan(
            definitions,
            project,
            service,
            model,
            project.source(of.getKey()),
            of.getValue(),
            from,
            to,
            Optional.ofNullable(label),
            stack.partitions,
            stack.cluster.slots,
            stack.cluster.heap);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter progress = json ? spec.commandLine().getErr() : out;
    try (Workspace workspace = Workspace.at(stack.state, stack.keep)) {
      ScoreReport report =
          new ScoreRun(plan, line -> say(progress, line))
              .run(workspace.directory(), Installation.find());
      if (json) {
        Json.print(out, report.toMap());
      } else {
        report.print(out);
        out.println(report.holds() ? "scores are equal" : "SCORES DIFFER");
        out.flush();
      }
      return report.holds() ? 0 : ExitCodes.FAILED;
    }
  }

  private static void say(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }
}
