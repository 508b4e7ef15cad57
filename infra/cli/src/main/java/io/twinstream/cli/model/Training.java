package io.twinstream.cli.model;

import io.twinstream.features.text.Durations;
import io.twinstream.offline.models.evaluation.Evaluation;
import io.twinstream.offline.models.report.Report;
import io.twinstream.offline.models.tracking.Run;
import io.twinstream.offline.models.tracking.RunStore;
import io.twinstream.offline.models.training.TimeSplit;
import io.twinstream.offline.models.training.TrainRequest;
import io.twinstream.offline.models.training.Trained;
import io.twinstream.offline.models.training.Trainer;
import io.twinstream.offline.models.training.Trial;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs a training: prints its progress, and stores its run. */
public final class Training {
  private static final int SHOWN_TRIALS = 10;

  private final TrainRequest request;
  private final InstantSource clock;
  private final PrintWriter out;
  private final Optional<MlflowServer> server;
  private int tried;

  /**
   * A training that has not started.
   *
   * @param clock for the times of the run
   * @param server that also stores the run
   */
  public Training(
      TrainRequest request, InstantSource clock, PrintWriter out, Optional<MlflowServer> server) {
    this.request = request;
    this.clock = clock;
    this.out = out;
    this.server = server;
  }

  /**
   * Trains, and stores model and report.
   *
   * @return the run's folder
   */
  public Path run(Path store, String experiment) {
    Instant begun = clock.instant();
    Optional<String> kept = server.map(each -> each.experiment(experiment));
    Trained trained = Trainer.train(request, this::progress);
    Map<String, String> data = data();
    Map<String, Double> metrics = new TreeMap<>(trained.test().metrics());
    if (!trained.trials().isEmpty()) {
      Trial best = trained.trials().get(0);
      best.means().forEach((name, value) -> metrics.put("validation_" + name, value));
    }
    metrics.put("train_rows", (double) trained.trainRows());
    metrics.put("train_positives", (double) trained.trainPositives());
    metrics.put("test_rows", (double) trained.test().rows());
    metrics.put("test_positives", (double) trained.test().positives());
    metrics.put("export_difference_max", trained.exportDifference());
    Run run =
        new Run(
            trained.card().id(),
            begun,
            clock.instant(),
            parameters(trained, data),
            metrics,
            new LinkedHashMap<>(trained.card().metadata()),
            Map.of(
                "model.onnx",
                trained.onnx(),
                "report.html",
                Report.of(trained, data).getBytes(StandardCharsets.UTF_8)));
    Path folder = new RunStore(store).write(experiment, run);
    print(trained, folder);
    server.ifPresent(each -> out.printf("run     %s%n", each.write(kept.orElseThrow(), run)));
    out.flush();
    return folder;
  }

  private Map<String, String> data() {
    Map<String, String> data = new LinkedHashMap<>();
    data.put("training_set", request.trainingSet().toString());
    data.put("label", request.columns().label());
    request.columns().group().ifPresent(group -> data.put("group", group));
    request.columns().part().ifPresent(part -> data.put("split", part));
    request.split().ifPresent(split -> describe(split, data));
    if (request.folds() > 0) {
      data.put("validate", Integer.toString(request.folds()));
    }
    return data;
  }

  private static void describe(TimeSplit split, Map<String, String> data) {
    data.put("train_from", split.trainFrom().toString());
    data.put("train_to", split.trainTo().toString());
    data.put("delay", Durations.format(split.delay()));
    data.put("test_from", split.testFrom().toString());
    data.put("test_to", split.testTo().toString());
    split.knownFrom().ifPresent(from -> data.put("known_positives_dropped_from", from.toString()));
  }

  private static Map<String, String> parameters(Trained trained, Map<String, String> data) {
    Map<String, String> parameters = new LinkedHashMap<>(data);
    parameters.put("model", trained.recipe().kind().id());
    parameters.put("class_weight", trained.recipe().positiveWeight().toString());
    parameters.put("calibration", trained.recipe().calibrated() ? "sigmoid" : "none");
    parameters.put("seed", Long.toString(trained.recipe().seed()));
    trained
        .recipe()
        .parameters()
        .forEach((name, value) -> parameters.put(name, Double.toString(value)));
    return parameters;
  }

  private void print(Trained trained, Path folder) {
    out.printf("model     %s, %s%n", trained.card().id(), trained.recipe().kind().id());
    out.printf("features  %d of %s%n", trained.card().features().size(), trained.card().service());
    out.printf("train     %,d rows, %,d positive%n", trained.trainRows(), trained.trainPositives());
    out.printf(
        "test      %,d rows, %,d positive%n", trained.test().rows(), trained.test().positives());
    if (!trained.trials().isEmpty()) {
      out.printf("%nvalidation, means of %d periods, the best first:%n", request.folds());
      trained.trials().stream().limit(SHOWN_TRIALS).forEach(t -> out.println("  " + line(t)));
    }
    out.println();
    trained.test().metrics().forEach((name, value) -> out.printf("%-24s%.4f%n", name, value));
    out.printf(
        "%nONNX Runtime returns the trainer's scores, to within %.1e%n",
        trained.exportDifference());
    out.printf("model   %s%n", folder.resolve("artifacts").resolve("model.onnx"));
    out.printf("report  %s%n", folder.resolve("artifacts").resolve("report.html"));
    out.flush();
  }

  /** Prints a finished trial while others remain. */
  private void progress(Trial trial) {
    int all = request.grid().values().stream().mapToInt(List::size).reduce(1, (a, b) -> a * b);
    tried++;
    if (all > 1) {
      out.printf("tried %d of %d  %s%n", tried, all, line(trial));
      out.flush();
    }
  }

  private String line(Trial trial) {
    StringBuilder line = new StringBuilder();
    line.append(
        "average_precision %.4f  roc_auc %.4f"
            .formatted(
                trial.means().getOrDefault(Evaluation.AVERAGE_PRECISION, Double.NaN),
                trial.means().getOrDefault(Evaluation.ROC_AUC, Double.NaN)));
    request
        .grid()
        .forEach(
            (name, values) -> {
              if (values.size() > 1) {
                line.append("  ").append(name).append('=').append(trial.parameters().get(name));
              }
            });
    return line.toString();
  }
}
