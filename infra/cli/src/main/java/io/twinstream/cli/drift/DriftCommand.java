package io.twinstream.cli.drift;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.options.JsonOption;
import io.twinstream.offline.models.OnnxModel;
import io.twinstream.offline.models.drift.ColumnSummary;
import io.twinstream.offline.models.drift.Comparison;
import io.twinstream.offline.models.drift.Drift;
import io.twinstream.offline.models.drift.DriftException;
import io.twinstream.offline.models.drift.HourlySummaries;
import io.twinstream.offline.models.drift.Reference;
import io.twinstream.offline.models.drift.Summary;
import io.twinstream.offline.models.report.DriftJson;
import io.twinstream.offline.models.report.DriftPage;
import io.twinstream.options.RowTimeOption;
import io.twinstream.options.TimeConverter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code drift}: compares what was served with a reference. */
@Command(
    name = "drift",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measure how much served features and scores differ from a reference.",
      "",
      "The reference is a model file of 'twinstream train', which has the summary of its",
      "training rows, or rows of another period. Per column it reports the population stability",
      "index (PSI), Kolmogorov-Smirnov, Jensen-Shannon, Hellinger and Wasserstein, the shares",
      "without a value, and quantiles, which are exact to 1 %%. A PSI below 0.1 is small, above",
      "0.2 the model should be looked at. A column drifted if its PSI is above the threshold and",
      "above the noise that so few rows have without drift.",
      "",
      "Rows are summarized by hour. --save keeps the summaries, a few kilobytes for each hour:",
      "later runs read them instead of the rows, and any of them can be added up.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream drift --reference model.onnx --current served/ --current-from 2026-05-06",
      "  twinstream drift --current log/as_served/card_spend --reference-from 2026-05-01 \\",
      "      --reference-to 2026-05-04 --current-from 2026-05-04",
      "  twinstream drift --reference training/ --current backfilled/ --columns amount_sum_1h",
      "  twinstream drift --reference model.onnx --current served/ --save today.summaries",
      "  twinstream drift --reference model.onnx --current monday.summaries,today.summaries",
      "",
      "Exit code 1 if a column drifted."
    })
public final class DriftCommand implements Callable<Integer> {
  private static final String ONNX = ".onnx";
  private static final String HTML = ".html";

  @Spec private CommandSpec spec;

  @Option(
      names = "--current",
      required = true,
      split = ",",
      paramLabel = "PATH",
      description =
          "What is compared: folders or files of Parquet (an answer log, rows of features, a"
              + " training set), or files of --save.")
  private List<Path> current;

  @Option(
      names = "--reference",
      paramLabel = "PATH",
      description =
          "What it is compared with: a model (.onnx), or as --current (default: the same as"
              + " --current, in the range of --reference-from and --reference-to).")
  private Optional<Path> reference = Optional.empty();

  @ArgGroup(exclusive = false, validate = false, heading = "%nRows:%n")
  private Rows rows = new Rows();

  @ArgGroup(exclusive = false, validate = false, heading = "%nResult:%n")
  private Outcome outcome = new Outcome();

  @Mixin private RowTimeOption time;

  @Mixin private JsonOption json;

  /** Which rows and columns are compared. */
  static final class Rows {
    @Option(
        names = "--current-from",
        paramLabel = "TIME",
        converter = TimeConverter.class,
        description = "The first hour of --current, such as 2026-05-06T07:00:00Z, or a date.")
    private Optional<Instant> from = Optional.empty();

    @Option(
        names = "--current-to",
        paramLabel = "TIME",
        converter = TimeConverter.class,
        description = "The first hour after the range.")
    private Optional<Instant> to = Optional.empty();

    @Option(
        names = "--reference-from",
        paramLabel = "TIME",
        converter = TimeConverter.class,
        description = "The first hour of the reference.")
    private Optional<Instant> referenceFrom = Optional.empty();

    @Option(
        names = "--reference-to",
        paramLabel = "TIME",
        converter = TimeConverter.class,
        description = "The first hour after the reference.")
    private Optional<Instant> referenceTo = Optional.empty();

    @Option(
        names = "--columns",
        split = ",",
        paramLabel = "NAME",
        description =
            "Columns to compare (default: the inputs of the model; without a model, all columns"
                + " of numbers and text whose names do not begin with _).")
    private List<String> columns = List.of();

    @Option(
        names = "--answers-of",
        paramLabel = "NAME@VERSION",
        description =
            "Of an answer log, only the answers of this service (default: the model's; without a"
                + " model, all).")
    private Optional<String> service = Optional.empty();
  }

  /** What is reported, and when it is drift. */
  static final class Outcome {
    @Option(
        names = "--psi",
        paramLabel = "NUMBER",
        description = "The PSI above which a column drifted (default: " + Drift.THRESHOLD + ").")
    private double psi = Double.parseDouble(Drift.THRESHOLD);

    @Option(
        names = "--report",
        paramLabel = "FILE",
        description = "The report, as HTML; its JSON is beside it (default: drift.html).")
    private Path output = Path.of("drift.html");

    @Option(
        names = "--save",
        paramLabel = "FILE",
        description = "Write the hourly summaries of --current to this file.")
    private Optional<Path> save = Optional.empty();
  }

  @Override
  public Integer call() throws IOException {
    if (!outcome.output.toString().endsWith(HTML)) {
      throw wrong("--report must end with .html, is " + outcome.output);
    }
    if (!(outcome.psi > 0)) {
      throw wrong("--psi must be above 0, is " + outcome.psi);
    }
    boolean twoRanges = rows.referenceFrom.isPresent() || rows.referenceTo.isPresent();
    if (reference.isEmpty() && !twoRanges) {
      throw wrong("name a --reference, or a range of --current with --reference-from");
    }
    boolean isModel = reference.filter(path -> path.toString().endsWith(ONNX)).isPresent();
    if (isModel && twoRanges) {
      throw wrong("the reference of a model has no range: leave out --reference-from");
    }
    return isModel ? withModel(reference.get()) : withRows();
  }

  private int withModel(Path file) throws IOException {
    try (OnnxModel model = OnnxModel.load(file)) {
      Summary trained =
          Reference.of(model)
              .orElseThrow(
                  () ->
                      new DriftException(
                          file
                              + " has no reference; 'twinstream train' writes it, or compare with"
                              + " the training set itself"));
      Set<String> columns = new LinkedHashSet<>(rows.columns);
      if (columns.isEmpty()) {
        columns.addAll(trained.columns().keySet());
      } else {
        trained = only(trained, columns);
      }
      Optional<String> service = rows.service.or(() -> Optional.of(model.card().service()));
      return report(
          "the training rows of " + model.card().id(),
          trained,
          read(current, columns, service, rows.from, rows.to));
    }
  }

  private static Summary only(Summary all, Set<String> columns) {
    TreeMap<String, ColumnSummary> kept = new TreeMap<>(all.columns());
    kept.keySet().retainAll(columns);
    return new Summary(kept);
  }

  private int withRows() throws IOException {
    Set<String> columns = new LinkedHashSet<>(rows.columns);
    List<Path> with = reference.map(List::of).orElse(current);
    HourlySummaries before =
        read(with, columns, rows.service, rows.referenceFrom, rows.referenceTo);
    String name = describe(with, rows.referenceFrom, rows.referenceTo);
    return report(name, before.all(), read(current, columns, rows.service, rows.from, rows.to));
  }

  private HourlySummaries read(
      List<Path> paths,
      Set<String> columns,
      Optional<String> service,
      Optional<Instant> from,
      Optional<Instant> to)
      throws IOException {
    Instant since = from.orElse(HourlySummaries.FIRST);
    Instant until = to.orElse(HourlySummaries.LAST);
    ServedRows served = new ServedRows(columns, time.time, service, since, until);
    HourlySummaries all = new HourlySummaries(new TreeMap<>());
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw wrong("no such file or folder: " + path);
      }
      boolean rowsOfParquet = Files.isDirectory(path) || path.toString().endsWith(".parquet");
      HourlySummaries one =
          rowsOfParquet ? served.summarize(path) : HourlySummaries.of(Files.readAllBytes(path));
      all = all.merge(one.between(since, until));
    }
    return all;
  }

  private static String describe(List<Path> paths, Optional<Instant> from, Optional<Instant> to) {
    List<String> parts = new ArrayList<>();
    paths.forEach(path -> parts.add(path.toString()));
    from.ifPresent(at -> parts.add("from " + at));
    to.ifPresent(at -> parts.add("to " + at));
    return String.join(" ", parts);
  }

  private int report(String name, Summary reference, HourlySummaries served) throws IOException {
    Comparison comparison =
        Comparison.of(name, reference, describe(current, rows.from, rows.to), served, outcome.psi);
    Files.write(outcome.output, DriftPage.of(comparison).getBytes(StandardCharsets.UTF_8));
    String page = outcome.output.toString();
    Path beside =
        outcome.output.resolveSibling(
            outcome.output.getFileName().toString().replaceAll("\\.html$", ".json"));
    String text = DriftJson.of(comparison);
    Files.write(beside, text.getBytes(StandardCharsets.UTF_8));
    if (outcome.save.isPresent()) {
      Files.write(outcome.save.get(), served.toBytes());
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json.wanted) {
      out.print(text);
    } else {
      DriftText.print(out, comparison);
      out.printf("report     %s, %s%n", page, beside);
    }
    out.flush();
    return comparison.drifted().isEmpty() ? 0 : ExitCodes.FAILED;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
