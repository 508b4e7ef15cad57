package io.twinstream.cli.check;

import io.twinstream.cli.options.DefinitionsOption;
import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.options.HistoryOption;
import io.twinstream.features.definition.Project;
import io.twinstream.offline.training.LeakCheck;
import io.twinstream.offline.training.LeakReport;
import io.twinstream.offline.training.LeakRequest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command {@code leak-check}: checks that the rows of a training set see only what was known.
 */
@Command(
    name = "leak-check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Show that no feature of a training set saw anything known at or after its row.",
      "",
      "Some rows are computed again, each from a history that is cut at its time, and every value",
      "is compared bit for bit. With --label it also shows what a join with the latest values",
      "would have given, and how good a model would have looked.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream leak-check --training-set training/ --definitions my/features --service fraud@1"
          + " \\",
      "      --history transactions=history/ --label fraud",
      "",
      "Exit code 1 if a value differs."
    })
public final class LeakCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--training-set",
      required = true,
      paramLabel = "DIR",
      description = "What training-set has written.")
  private Path trainingSet;

  @Mixin private DefinitionsOption definitions;

  @Option(
      names = "--service",
      required = true,
      paramLabel = "NAME@VERSION",
      description = "Whose features it has.")
  private String service;

  @Mixin private HistoryOption history;

  @Option(
      names = "--at",
      paramLabel = "SOURCE",
      description =
          "The source whose events the rows name (default: as the training set was made with).")
  private Optional<String> at = Optional.empty();

  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      description = "The column of the rows' times (default: as the training set was made with).")
  private Optional<String> time = Optional.empty();

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "0 or 1: compare models on what was known and on latest values.")
  private Optional<String> label = Optional.empty();

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many rows are computed again (default: ${DEFAULT-VALUE}).")
  private int sample;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Decides which rows (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() {
    Project project = definitions.load();
    LeakReport report =
        LeakCheck.of(
            new LeakRequest(
                project, service, trainingSet, history.bySource, at, time, label, sample, seed));
    PrintWriter out = spec.commandLine().getOut();
    report.lines().forEach(out::println);
    out.flush();
    return report.holds() ? 0 : ExitCodes.FAILED;
  }
}
