package io.twinstream.cli.check;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.options.LabelOption;
import io.twinstream.cli.options.SampleOption;
import io.twinstream.cli.options.TrainingSetOption;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.asof.Histories;
import io.twinstream.options.DefinitionsOption;
import io.twinstream.options.HistoryOption;
import io.twinstream.options.MaxRecordBytesOption;
import io.twinstream.options.RowTimeOption;
import io.twinstream.options.ServiceRows;
import io.twinstream.verify.leak.LeakCheck;
import io.twinstream.verify.leak.LeakReport;
import io.twinstream.verify.leak.LeakRequest;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command {@code leak-check}: checks that the rows of a training set see only what was known.
 */
@Command(
    name = "leak-check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Check that no feature of a training set contains anything known at or after its row's time.",
      "",
      "Recomputes some rows, each from a history that is cut at the row's time, and compares",
      "every value bit for bit. With --label it also reports which values a join with the",
      "latest values would have given, and the metrics of a model on them.",
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

  @Mixin private TrainingSetOption trainingSet;

  @Mixin private DefinitionsOption definitions;

  @Mixin private ServiceRows service;

  @Mixin private HistoryOption history;

  @Mixin private RowTimeOption time;

  @ArgGroup(exclusive = false)
  private LabelOption label;

  @Mixin private final SampleOption sample = new SampleOption(1000);

  @Mixin private MaxRecordBytesOption records;

  @Override
  public Integer call() {
    Project project = definitions.load();
    LeakReport report =
        LeakCheck.of(
            new LeakRequest(
                project,
                service.service,
                trainingSet.path,
                history.bySource,
                service.at,
                time.time,
                Optional.ofNullable(label).map(given -> given.column),
                sample.size,
                sample.seed(),
                records.maxRecordBytes));
    PrintWriter out = spec.commandLine().getOut();
    Set<String> sources = new LinkedHashSet<>();
    List<View> views = CompiledService.of(project, project.service(service.service)).views();
    views.forEach(view -> sources.add(view.source()));
    Histories.knownOfLookups(project, views, history.bySource).forEach(out::println);
    Histories.knownOfTables(project, sources).forEach(out::println);
    report.lines().forEach(out::println);
    out.flush();
    return report.holds() ? 0 : ExitCodes.FAILED;
  }
}
