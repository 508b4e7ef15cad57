package io.twinstream.cli.history;

import io.twinstream.cli.options.DefinitionsOption;
import io.twinstream.cli.options.ForegroundJob;
import io.twinstream.cli.options.HistoryOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code training-set}: computes features for the rows of a spine. */
@Command(
    name = "training-set",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compute the features of a service for the rows of a file, each as of its own time.",
      "",
      "The file (the spine) has the keys of entities, a time, labels and anything else: all of",
      "it is kept, a row for each row; what is a feature too, as request.X, once, as the feature.",
      "A row sees what was known before its time, and nothing else.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream training-set --definitions my/features --service fraud@1 --spine labels.parquet \\",
      "      --time labelled_at --history transactions=history/ --output training/",
      "  twinstream training-set --definitions my/features --service fraud@1 \\",
      "      --spine 'history/*.parquet' --self --split time:2026-03-01 \\",
      "      --history transactions=history/ --output training/"
    })
public final class TrainingSetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private DefinitionsOption definitions;

  @Option(
      names = "--service",
      required = true,
      paramLabel = "NAME@VERSION",
      description = "Whose features, in its order.")
  private String service;

  @Option(
      names = "--spine",
      required = true,
      paramLabel = "PATH",
      description = {
        "The rows: a Parquet or CSV file, a folder or a glob. Columns are found by the names of",
        "key and request fields, or as in the history of the source."
      })
  private String spine;

  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      description = "The column of the rows' times (default: the source's event time).")
  private String time;

  @Mixin private HistoryOption history;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Where the training set goes, as Parquet; it appears when it is complete.")
  private Path output;

  @ArgGroup private Sees sees = new Sees();

  /** Which events a row sees, if not those known before its time. */
  static final class Sees {
    @Option(names = "--inclusive", description = "Rows see what was known at their time too.")
    boolean inclusive;

    @Option(
        names = "--self",
        description = {
          "Rows are events of the source, with its columns, and each sees its own: what a score",
          "with the event being decided sees."
        })
    boolean self;
  }

  @Option(
      names = "--at",
      paramLabel = "SOURCE",
      description =
          "Whose events the rows are or name. Needed only where the service has views of several"
              + " sources.")
  private String at;

  @Option(
      names = "--as-occurred",
      description = "Take every event as known when it happened, and count the values that differ.")
  private boolean asOccurred;

  @Option(
      names = "--split",
      paramLabel = "RULE",
      description = {
        "Add a column split: time:DATE[,DATE] or random:SHARE,SHARE[,SHARE], such as",
        "time:2026-03-01 or random:0.7,0.15,0.15."
      })
  private String split;

  @Option(
      names = "--split-by",
      paramLabel = "COLUMN",
      description = "With a random split: rows with one value here are in one part.")
  private String splitBy;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of a random split (default: 1). The same seed gives the same parts.")
  private Long seed;

  @Option(
      names = "--partition-by",
      paramLabel = "date|split|none",
      description = "Which folders the files are in (default: none).")
  private String partitionBy;

  @Option(
      names = "--drop",
      split = ",",
      paramLabel = "COLUMN",
      description = {
        "Columns of the file that are not kept; keys, the time, fields of the request and, with",
        "--self, of the source are read from them all the same."
      })
  private List<String> drop = List.of();

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Where times without an offset are meant (default: as the source's history).")
  private String zone;

  @Option(
      names = "--time-pattern",
      paramLabel = "PATTERN",
      description = "Of text times, such as dd.MM.yyyy HH:mm (default: as the source's history).")
  private String timePattern;

  @Mixin private ForegroundJob job;

  @Override
  public Integer call() throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.add(definitions.argument());
    arguments.addAll(history.arguments());
    add(arguments, "--service", service);
    add(arguments, "--spine", spine);
    add(arguments, "--time", time);
    add(arguments, "--output", output.toAbsolutePath());
    add(arguments, "--rows", sees.self ? "self" : sees.inclusive ? "inclusive" : "exclusive");
    add(arguments, "--at", at);
    add(arguments, "--split", split);
    add(arguments, "--split-by", splitBy);
    add(arguments, "--seed", seed);
    add(arguments, "--partition-by", partitionBy);
    add(arguments, "--zone", zone);
    add(arguments, "--time-pattern", timePattern);
    drop.forEach(column -> arguments.add("--drop=" + column));
    if (asOccurred) {
      arguments.add("--as-occurred");
    }
    return job.run(
        "trainingset.TrainingSetJob", arguments, ": " + output, spec.commandLine().getOut());
  }

  private static void add(List<String> arguments, String name, Object value) {
    if (value != null) {
      arguments.add(name + "=" + value);
    }
  }
}
