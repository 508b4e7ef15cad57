package io.twinstream.cli.model;

import io.twinstream.cli.options.LabelOption;
import io.twinstream.cli.options.ThresholdOption;
import io.twinstream.cli.options.TrainingSetOption;
import io.twinstream.features.definition.Project;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.models.ModelException;
import io.twinstream.offline.models.ModelInputs;
import io.twinstream.offline.models.training.Columns;
import io.twinstream.offline.models.training.ModelKind;
import io.twinstream.offline.models.training.PositiveWeight;
import io.twinstream.offline.models.training.Recipe;
import io.twinstream.offline.models.training.TrainRequest;
import io.twinstream.options.DefinitionsOption;
import io.twinstream.options.SeedOption;
import io.twinstream.options.ServiceOption;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

/** The command {@code train}: trains a model on a service's features. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Train a model on a service's features: an ONNX file, a report, and a run in MLflow's"
          + " layout.",
      "",
      "The metrics are those of the scores that the ONNX file gives for rows that the model",
      "has not seen.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream train --training-set rows/ --definitions my/features --service fraud@1 \\",
      "      --label fraud --model boosted-trees --train-to 2018-08-01 --delay 7d",
      "  twinstream train --training-set rows/ --definitions my/features --service fraud@1 \\",
      "      --label fraud --model boosted-trees --train-to 2018-08-01 --delay 7d \\",
      "      --validate 4 --param max_depth=3,5 --param rounds=100,300",
      "  twinstream train --training-set rows/ --definitions my/features --service fraud@1 \\",
      "      --label fraud --model logistic --split part --class-weight balanced"
    })
public final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TrainingSetOption trainingSet;

  @Mixin private DefinitionsOption definitions;

  @Mixin private ServiceOption service;

  @Mixin private LabelOption label;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "logistic|boosted-trees",
      description = "The kind of model.")
  private String model;

  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE[,VALUE...]",
      description =
          "A parameter of the model: l2 of logistic; rounds, eta, max_depth,"
              + " min_child_weight, lambda, subsample, colsample_bytree and other parameters of"
              + " XGBoost for boosted-trees. Of several values, the best by average precision is"
              + " chosen, see --validate.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--class-weight",
      defaultValue = "1",
      paramLabel = "NUMBER|balanced",
      description = "The weight of positive rows (default: ${DEFAULT-VALUE}).")
  private String classWeight;

  @Option(
      names = "--calibration",
      defaultValue = "none",
      paramLabel = "none|sigmoid",
      description = "Calibrate probabilities, cross-fitted (default: ${DEFAULT-VALUE}).")
  private String calibration;

  @Mixin private ThresholdOption threshold;

  @Mixin private final SeedOption seed = new SeedOption(0);

  @ArgGroup(exclusive = false, validate = false, heading = "%nRows:%n")
  private SplitOptions split = new SplitOptions();

  @ArgGroup(exclusive = false, validate = false, heading = "%nOutput:%n")
  private Outcome outcome = new Outcome();

  /** The name of the model, and where it is written. */
  static final class Outcome {
    @Option(names = "--name", description = "The model's name (default: the service's).")
    private String name;

    @Option(
        names = "--model-version",
        defaultValue = "1",
        paramLabel = "TEXT",
        description = "The model's version (default: ${DEFAULT-VALUE}).")
    private String version = "1";

    @Option(
        names = "--precision-at",
        defaultValue = "100",
        paramLabel = "K",
        description = "The K of the card precision at K, with --group (default: ${DEFAULT-VALUE}).")
    private int k = 100;

    @Option(
        names = "--output",
        defaultValue = "mlruns",
        paramLabel = "DIR",
        description = "The folder of experiments (default: ${DEFAULT-VALUE}).")
    private Path output = Path.of("mlruns");

    @Option(
        names = "--mlflow",
        paramLabel = "URL",
        description = "An MLflow server that also records the run, such as http://localhost:5000.")
    private URI mlflow;

    @Option(
        names = "--experiment",
        description = "The experiment that the run belongs to (default: the model's name).")
    private String experiment;
  }

  @Override
  public Integer call() {
    Project project = definitions.load();
    CompiledService compiled = CompiledService.of(project, project.service(service.service));
    String name = outcome.name != null ? outcome.name : service.service.replaceAll("@.*", "");
    Map<String, List<Double>> grid = grid();
    int choices = grid.values().stream().mapToInt(List::size).reduce(1, Math::multiplyExact);
    TrainRequest request =
        new TrainRequest(
            name,
            outcome.version,
            service.service,
            compiled,
            trainingSet.path,
            new Columns(
                ModelInputs.names(compiled), label.column, split.time, split.group(), split.part()),
            split.byTime(spec.commandLine()),
            recipe(grid),
            grid,
            split.folds(spec.commandLine(), choices),
            outcome.k,
            threshold.value());
    String experiment = outcome.experiment != null ? outcome.experiment : name;
    Optional<MlflowServer> server =
        Optional.ofNullable(outcome.mlflow).map(url -> new MlflowServer(url, System.getenv()));
    new Training(request, Clock.systemUTC(), spec.commandLine().getOut(), server)
        .run(outcome.output, experiment);
    return 0;
  }

  private Recipe recipe(Map<String, List<Double>> grid) {
    ModelKind kind;
    try {
      kind = ModelKind.valueOf(model.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw wrong("--model must be logistic or boosted-trees, not " + model);
    }
    Map<String, Double> first = new LinkedHashMap<>();
    grid.forEach((name, values) -> first.put(name, values.get(0)));
    if (!calibration.equals("none") && !calibration.equals("sigmoid")) {
      throw wrong("--calibration must be none or sigmoid, not " + calibration);
    }
    try {
      return new Recipe(
          kind, kind.parameters(first), weight(), calibration.equals("sigmoid"), seed.seed);
    } catch (ModelException e) {
      throw wrong(e.getMessage());
    }
  }

  private PositiveWeight weight() {
    if (classWeight.equals("balanced")) {
      return PositiveWeight.BALANCED;
    }
    double weight = number("--class-weight", classWeight);
    if (!(weight > 0)) {
      throw wrong("--class-weight must be a number above 0, or balanced");
    }
    return new PositiveWeight(Optional.of(weight));
  }

  private Map<String, List<Double>> grid() {
    Map<String, List<Double>> grid = new LinkedHashMap<>();
    parameters.forEach(
        (name, texts) -> {
          List<Double> values = new ArrayList<>();
          for (String text : texts.split(",", -1)) {
            values.add(number("--param " + name, text));
          }
          grid.put(name, values);
        });
    return grid;
  }

  private double number(String option, String text) {
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw wrong(option + " must be a number, not '" + text + "'");
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
