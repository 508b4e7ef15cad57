package io.twinstream.cli.history;

import io.twinstream.cli.options.ForegroundJob;
import io.twinstream.options.GivenOptions;
import io.twinstream.options.TrainingSetOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code training-set}: computes features for the rows of a spine. */
@Command(
    name = "training-set",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compute the features of a service for the rows of a file, each as of its own time.",
      "",
      "The file (the spine) has keys of entities, a time, labels and any other columns. The",
      "output has one row per row of the spine, with all of its columns. A column that is",
      "also a feature (request.X) is written once, as the feature. With the default --rows",
      "exclusive, a row sees only what was known before its time.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream training-set --definitions my/features --service fraud@1 --spine"
          + " labels.parquet \\",
      "      --time labelled_at --history transactions=history/ --output training/",
      "  twinstream training-set --definitions my/features --service fraud@1 \\",
      "      --spine 'history/*.parquet' --rows self --split time:2026-03-01 \\",
      "      --history transactions=history/ --output training/"
    })
public final class TrainingSetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TrainingSetOptions options;

  @Mixin private ForegroundJob job;

  @Override
  public Integer call() throws Exception {
    return job.run(
        "trainingset.TrainingSetJob",
        GivenOptions.of(spec, "options"),
        ": " + options.spine.output,
        spec.commandLine().getOut());
  }
}
