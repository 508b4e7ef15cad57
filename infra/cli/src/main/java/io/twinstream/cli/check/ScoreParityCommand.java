package io.twinstream.cli.check;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.options.Json;
import io.twinstream.cli.options.JsonOption;
import io.twinstream.cli.options.LabelOption;
import io.twinstream.cli.stack.OwnStackOptions;
import io.twinstream.cli.stack.Workspace;
import io.twinstream.features.definition.Project;
import io.twinstream.local.process.Installation;
import io.twinstream.options.DefinitionsOption;
import io.twinstream.options.HistoryOption;
import io.twinstream.options.KnownRange;
import io.twinstream.options.ServiceOption;
import io.twinstream.verify.RunProgress;
import io.twinstream.verify.scores.ScorePlan;
import io.twinstream.verify.scores.ScoreReport;
import io.twinstream.verify.scores.ScoreRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
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
      "Prove that the scores of a model are equal online and offline, on a temporary stack.",
      "",
      "Replays history through Kafka, Flink and Redis. For each event from --from to --to,",
      "requests its score from the HTTP server, with the event in the request: first when the",
      "online store has all earlier events of its entities and no later one, and again when",
      "it has the event. Compares both with the scores of the rows of 'backfill --rows self'.",
      "",
      "Exit code 1 if two scores differ by more than 1e-9.",
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

  @Mixin private DefinitionsOption definitions;

  @Mixin private ServiceOption service;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "The ONNX file of the model.")
  private Path model;

  @Mixin private HistoryOption history;

  @Mixin private KnownRange range;

  @ArgGroup(exclusive = false)
  private LabelOption label;

  @Mixin private final OwnStackOptions stack = new OwnStackOptions("score-parity", 2048);

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    if (history.bySource.size() > 1) {
      throw new ParameterException(
          spec.commandLine(), "--history: give only one source, that of the service");
    }
    Project project = definitions.load();
    Map.Entry<String, String> of = history.bySource.entrySet().iterator().next();
    ScorePlan plan =
        new ScorePlan(
            definitions.path(),
            project,
            service.service,
            model,
            project.source(of.getKey()),
            absolute(of.getValue()),
            required(range.from, "--from"),
            required(range.to, "--to"),
            Optional.ofNullable(label).map(given -> given.column),
            stack.partitions(),
            stack.cluster.slots,
            stack.cluster.heap());
    PrintWriter out = spec.commandLine().getOut();
    RunProgress progress = new PrintedProgress(json.progress(out, spec.commandLine().getErr()));
    try (Workspace workspace = Workspace.at(stack.files.state, stack.files.keep)) {
      ScoreReport report =
          new ScoreRun(plan, progress).run(workspace.directory(), Installation.find());
      if (json.wanted) {
        Json.print(out, report.toMap());
      } else {
        report.print(out);
        out.println(report.holds() ? "scores are equal" : "SCORES DIFFER");
        out.flush();
      }
      return report.holds() ? 0 : ExitCodes.FAILED;
    }
  }

  /** The backfill runs in another working directory. */
  private static String absolute(String history) {
    return history.contains("://") ? history : Path.of(history).toAbsolutePath().toString();
  }

  private Instant required(Optional<Instant> time, String option) {
    return time.orElseThrow(
        () ->
            new ParameterException(
                spec.commandLine(), "Missing required option: '" + option + "=TIME'"));
  }
}
