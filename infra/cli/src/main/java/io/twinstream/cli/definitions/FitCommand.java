package io.twinstream.cli.definitions;

import io.twinstream.cli.definitions.FittedFile.Call;
import io.twinstream.cli.definitions.FittedFile.Constants;
import io.twinstream.cli.definitions.FittedFile.Fitted;
import io.twinstream.cli.options.TrainingSetOption;
import io.twinstream.cli.options.UntilOption;
import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.text.Names;
import io.twinstream.offline.models.training.ColumnStatistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command {@code definitions fit}: writes constants from a training set into derived features.
 */
@Command(
    name = "fit",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Fit constants: write statistics of a training set into derived features.",
      "",
      "In each call of scale(NAME, mean, sd) and minmax(NAME, lo, hi) with two numbers, the",
      "numbers become those of the column NAME, of the rows before --until. Everything else",
      "in the files stays as it is. A comment above the feature says until when, and of how",
      "many rows.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream definitions fit my/features --training-set training/ --until 2026-06-01"
    })
final class FitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "PATH", description = "A folder of definitions, or one file.")
  private Path path;

  @Mixin private TrainingSetOption trainingSet;

  @Mixin private UntilOption end;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "The derived features to fit (default: all with such calls).")
  private Set<String> features = new LinkedHashSet<>();

  @Override
  public Integer call() throws IOException {
    DefinitionsPath.requireThere(path);
    Instant until =
        end.until.orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "Missing required option: '--until=TIME', the end of the rows that a model"
                        + " learns from"));
    Project project = Definitions.load(path);
    for (String feature : features) {
      if (!project.derivedFeatures().containsKey(feature)) {
        throw new IllegalArgumentException(
            "--only: "
                + Names.unknown("derived feature", feature, project.derivedFeatures().keySet()));
      }
    }
    Map<String, String> texts = Definitions.texts(path);
    Map<String, FittedFile> files = new LinkedHashMap<>();
    List<Call> calls = new ArrayList<>();
    texts.forEach(
        (name, text) -> {
          if (!name.contains("/")) { // not a schema
            FittedFile file = new FittedFile(name, text);
            files.put(name, file);
            file.calls().stream().filter(this::isWanted).forEach(calls::add);
          }
        });
    if (calls.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing to fit: no derived feature calls scale(NAME, mean, sd) or minmax(NAME, lo, hi)"
              + " with two numbers, such as scale(amount, 0, 1)");
    }
    Set<String> columns = new LinkedHashSet<>();
    calls.forEach(call -> columns.add(call.x()));
    Map<String, ColumnStatistics> statistics =
        ColumnStatistics.read(trainingSet.path, columns, until);
    for (Call call : calls) {
      if (statistics.get(call.x()).count() == 0) {
        throw new IllegalArgumentException(
            "%s: feature '%s': no row before %s has a value of '%s'; pass a later --until"
                .formatted(call.where(), call.feature(), until, call.x()));
      }
    }
    Map<String, Fitted> fitted = new LinkedHashMap<>();
    Map<String, String> after = new LinkedHashMap<>(texts);
    files.forEach(
        (name, file) -> {
          Fitted to =
              file.with(
                  call ->
                      isWanted(call)
                          ? Optional.of(constants(call, statistics.get(call.x())))
                          : Optional.empty(),
                  rows -> "%s: %,d rows".formatted(until, rows));
          if (!to.changes().isEmpty()) {
            fitted.put(name, to);
            after.put(name, to.text());
          }
        });
    Definitions.parse(after); // Nothing is written if the result had a problem.
    fitted.forEach(this::write);
    spec.commandLine()
        .getOut()
        .println(
            "the features have changed: compute the training set again before you train on them");
    return 0;
  }

  private boolean isWanted(Call call) {
    return features.isEmpty() || features.contains(call.feature());
  }

  private static Constants constants(Call call, ColumnStatistics of) {
    return call.function().equals("scale")
        ? new Constants(of.mean(), of.deviation(), of.count())
        : new Constants(of.least(), of.greatest(), of.count());
  }

  private void write(String name, Fitted fitted) {
    Path file = Files.isDirectory(path) ? path.resolve(name) : path;
    Path next = file.resolveSibling("." + name + ".fit");
    try {
      Files.writeString(next, fitted.text());
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
    fitted.changes().forEach(spec.commandLine().getOut()::println);
  }
}
