package io.twinstream.offline.models.training;

import io.twinstream.offline.models.ModelCard;
import io.twinstream.offline.models.ModelException;
import io.twinstream.offline.models.ModelInputs;
import io.twinstream.offline.models.OnnxModel;
import io.twinstream.offline.models.ServiceFit;
import io.twinstream.offline.models.drift.Reference;
import io.twinstream.offline.models.drift.SummaryCounter;
import io.twinstream.offline.models.evaluation.Evaluation;
import io.twinstream.offline.models.learning.LabelledRows;
import io.twinstream.offline.models.onnx.OnnxMetadata;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Trains a model from a training set, and checks that the exported file gives the same scores. */
public final class Trainer {
  /** The greatest difference allowed between the scores of the file and of the trainer. */
  public static final double TOLERANCE = 1e-6;

  private static final int BATCH = 1 << 14;

  private final TrainRequest request;
  private final Consumer<Trial> watcher;

  private Trainer(TrainRequest request, Consumer<Trial> watcher) {
    this.request = request;
    this.watcher = watcher;
  }

  /**
   * Trains, exports and evaluates.
   *
   * @param watcher receives each trial of the validation when it is done
   * @throws ModelException if the training set does not fit the request, or the scores of the
   *     export differ
   */
  public static Trained train(TrainRequest request, Consumer<Trial> watcher) {
    return new Trainer(request, watcher).train();
  }

  private Trained train() {
    ModelCard card =
        new ModelCard(
            request.name(),
            request.version(),
            request.serviceId(),
            ModelInputs.names(request.service()),
            request.service().fingerprint(),
            request.threshold());
    ServiceFit.require(card, request.serviceId(), request.service());
    TrainingSet set = read();
    requireSameService(set.metadata(), card);
    LabelledRows rows = set.rows();
    Split split = request.split().map(time -> time.of(rows)).orElseGet(() -> byParts(set));
    requireRows(split);
    List<Trial> trials = trials(rows);
    Recipe recipe =
        trials.isEmpty() ? request.recipe() : request.recipe().with(trials.get(0).parameters());
    Fit fit = Fit.of(rows, split.train(), recipe);
    byte[] onnx = fit.onnx(rows.width(), card.metadata());
    double[] scores = scores(onnx, rows, split.test());
    double difference = difference(fit.probabilities(rows, split.test()), scores);
    return new Trained(
        card,
        OnnxMetadata.replace(onnx, reference(rows, split.train(), scores)),
        recipe,
        split.train().length,
        rows.positives(split.train()),
        Evaluation.of(rows, split.test(), scores, request.k()),
        difference,
        trials,
        fit.model().importance());
  }

  /** Returns the summary of the training rows and of the scores of the test. */
  private static Map<String, String> reference(LabelledRows rows, int[] train, double[] scores) {
    SummaryCounter inputs = new SummaryCounter(rows.features());
    for (int row : train) {
      for (int i = 0; i < rows.width(); i++) {
        inputs.number(i, rows.values()[row * rows.width() + i]);
      }
    }
    return Reference.metadata(inputs.summary(), SummaryCounter.scores(scores));
  }

  private TrainingSet read() {
    Instant since = Instant.EPOCH;
    Instant until = Instant.ofEpochMilli(Long.MAX_VALUE);
    if (request.split().isPresent()) {
      TimeSplit time = request.split().get();
      TimeSplit first = request.folds() > 0 ? time.validation(request.folds()) : time;
      since = first.from();
      until = time.testTo();
    }
    return TrainingSetReader.read(request.trainingSet(), request.columns(), since, until);
  }

  private static void requireSameService(Map<String, String> metadata, ModelCard card) {
    String service = metadata.getOrDefault(ModelCard.SERVICE, card.service());
    String fingerprint = metadata.getOrDefault(ModelCard.FINGERPRINT, card.fingerprint());
    if (!service.equals(card.service())) {
      throw new ModelException(
          "the training set is for service " + service + ", not for " + card.service());
    }
    if (!fingerprint.equals(card.fingerprint())) {
      throw new ModelException(
          ("the training set was computed with other definitions of %s: fingerprint"
                  + " %s, now %s; compute it again")
              .formatted(service, fingerprint, card.fingerprint()));
    }
  }

  private static Split byParts(TrainingSet set) {
    return new Split(rowsOf(set, "train"), rowsOf(set, "test"));
  }

  private static int[] rowsOf(TrainingSet set, String part) {
    return IntStream.range(0, set.parts().size())
        .filter(row -> part.equals(set.parts().get(row)))
        .toArray();
  }

  private static void requireRows(Split split) {
    if (split.train().length == 0 || split.test().length == 0) {
      throw new ModelException(
          "the split leaves %d training rows and %d test rows; change its options"
              .formatted(split.train().length, split.test().length));
    }
  }

  private List<Trial> trials(LabelledRows rows) {
    if (request.folds() == 0) {
      return List.of();
    }
    TimeSplit time = request.split().orElseThrow();
    return Trial.all(
            rows, time, request.recipe(), request.grid(), request.folds(), request.k(), watcher)
        .stream()
        .sorted(Trial.BEST_FIRST)
        .toList();
  }

  /** Returns the scores of the file. */
  private static double[] scores(byte[] onnx, LabelledRows rows, int[] selection) {
    double[] scores = new double[selection.length];
    try (OnnxModel model = OnnxModel.load(onnx)) {
      for (int from = 0; from < selection.length; from += BATCH) {
        int to = Math.min(selection.length, from + BATCH);
        double[] some = model.score(rows.values(Arrays.copyOfRange(selection, from, to)));
        System.arraycopy(some, 0, scores, from, some.length);
      }
    }
    return scores;
  }

  private static double difference(double[] trainer, double[] file) {
    double greatest = 0;
    for (int i = 0; i < file.length; i++) {
      greatest = Math.max(greatest, Math.abs(trainer[i] - file[i]));
    }
    if (!(greatest <= TOLERANCE)) {
      throw new ModelException(
          "the exported model's scores differ by up to " + greatest + " from the trainer's");
    }
    return greatest;
  }
}
