package io.twinstream.offline.models.training;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.models.ModelCard;
import io.twinstream.offline.models.ModelException;
import io.twinstream.offline.models.OnnxBytes;
import io.twinstream.offline.models.OnnxModel;
import io.twinstream.offline.models.drift.Reference;
import io.twinstream.offline.models.drift.Summary;
import io.twinstream.offline.models.evaluation.Evaluation;
import io.twinstream.offline.models.onnx.OnnxMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  private static final String YAML =
      """
      project: shop
      sources:
        orders:
          event_time: ts
          fields: {buyer: string, amount: decimal(2), ts: timestamp}
      entities: {buyer: {key: buyer}}
      views:
        buying@1:
          entity: buyer
          source: orders
          aggregations:
            - {name: "count_1h", function: count, windows: 1h}
            - {name: "last_buyer", function: last, field: buyer, windows: 1h}
      services:
        fraud@1: {request: {amount: decimal(2)}, features: [request.amount, count_1h]}
        fraud@2: {request: {amount: decimal(2)}, features: [request.amount, last_buyer]}
      """;

  /** 4,000 rows over 40 days; a fifth is positive, more with great amounts and counts. */
  private static final String ROWS =
      """
      SELECT TIMESTAMPTZ '2026-01-01 00:00:00Z' + INTERVAL 864 SECOND * i AS _ts,
             'c' || i % 50 AS buyer, amount, count_1h, 'x' AS last_buyer,
             CASE WHEN i % 4 = 0 THEN 'test' ELSE 'train' END AS part,
             (random() < 1 / (1 + exp(4 - amount / 20 - coalesce(count_1h, 1))))::INT AS fraud,
             0 AS never
      FROM (SELECT i, round(random() * 80, 2) AS amount,
                   CASE WHEN random() < 0.1 THEN NULL ELSE floor(random() * 3) END AS count_1h
            FROM range(4000) t(i))
      """;

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final TimeSplit SPLIT =
      new TimeSplit(day(20), day(30), Duration.ofDays(2), day(32), day(37), Optional.empty());

  @TempDir Path folder;
  private Project project;

  private static Instant day(int day) {
    return BEGIN.plus(Duration.ofDays(day));
  }

  @BeforeEach
  void prepare() throws IOException, SQLException {
    Path file = folder.resolve("shop.yaml");
    Files.writeString(file, YAML);
    project = Definitions.load(file);
    Files.createDirectory(folder.resolve("rows"));
    ParquetRows.write(folder.resolve("rows/a.parquet"), ROWS);
  }

  private Recipe recipe(ModelKind kind, Map<String, Double> parameters) {
    return new Recipe(kind, kind.parameters(parameters), PositiveWeight.ONE, false, 7);
  }

  private TrainRequest request(Recipe recipe, String label, Optional<TimeSplit> split) {
    return new TrainRequest(
        "fraud",
        "1",
        "fraud@1",
        CompiledService.of(project, project.service("fraud@1")),
        folder.resolve("rows"),
        new Columns(
            List.of("amount", "count_1h"),
            label,
            Optional.empty(),
            Optional.of("buyer"),
            split.isPresent() ? Optional.empty() : Optional.of("part")),
        split,
        recipe,
        Map.of(),
        0,
        10,
        OptionalDouble.of(0.5));
  }

  @Test
  void theSameRowsGiveTheSameFileThatKnowsItsService() {
    for (ModelKind kind : ModelKind.values()) {
      TrainRequest request = request(recipe(kind, Map.of()), "fraud", Optional.of(SPLIT));
      Trained trained = Trainer.train(request, trial -> {});
      assertThat(kind.id(), trained.test().metric(Evaluation.ROC_AUC), greaterThan(0.7));
      assertThat(trained.exportDifference(), lessThan(Trainer.TOLERANCE));
      assertThat(trained.trainRows(), is(1_000));
      assertThat(trained.test().rows(), is(500));
      assertThat(Trainer.train(request, trial -> {}).onnx(), is(trained.onnx()));
      try (OnnxModel model = OnnxModel.load(trained.onnx())) {
        assertThat(model.card(), is(trained.card()));
        assertThat(model.card().threshold(), is(OptionalDouble.of(0.5)));
        Summary reference = Reference.of(model).orElseThrow();
        assertThat(reference.columns(), aMapWithSize(model.card().features().size() + 1));
        for (String feature : model.card().features()) {
          assertThat(feature, reference.columns().get(feature).rows(), is(1_000L));
        }
        String scores = Reference.score(model.card().id());
        assertThat(reference.columns().get(scores).present(), is(500L));
      }
    }
  }

  @Test
  void damagedReferenceIsRefusedAndAFileWithoutHasNone() {
    TrainRequest request =
        request(recipe(ModelKind.LOGISTIC, Map.of()), "fraud", Optional.of(SPLIT));
    ModelCard card =
        new ModelCard("m", "1", "s@1", List.of("a"), "0123456789abcdef", OptionalDouble.empty());
    byte[] onnx = Trainer.train(request, trial -> {}).onnx();
    byte[] damaged = OnnxMetadata.replace(onnx, Map.of(Reference.KEY, "VFdEUgI="));
    try (OnnxModel model = OnnxModel.load(damaged)) {
      ModelException e = assertThrows(ModelException.class, () -> Reference.of(model));
      assertThat(e.getMessage(), containsString("version 2, and this build reads 1"));
      assertThat(e.getMessage(), containsString("train the model again"));
    }
    try (OnnxModel model = OnnxModel.load(OnnxBytes.logistic(card, 0, 1))) {
      assertThat(Reference.of(model), is(Optional.empty()));
    }
  }

  @Test
  void splitsByAColumn() {
    Trained trained =
        Trainer.train(
            request(recipe(ModelKind.LOGISTIC, Map.of()), "fraud", Optional.empty()), trial -> {});
    assertThat(trained.trainRows(), is(3_000));
    assertThat(trained.test().rows(), is(1_000));
  }

  @Test
  void calibrationMakesWeightedProbabilitiesTrueAgainAndKeepsTheirOrder() {
    Recipe weighted =
        new Recipe(
            ModelKind.LOGISTIC, Map.of("l2", 1.0), new PositiveWeight(Optional.of(20.0)), false, 7);
    Recipe calibrated =
        new Recipe(
            ModelKind.LOGISTIC, Map.of("l2", 1.0), new PositiveWeight(Optional.of(20.0)), true, 7);
    Evaluation before =
        Trainer.train(request(weighted, "fraud", Optional.of(SPLIT)), trial -> {}).test();
    Evaluation after =
        Trainer.train(request(calibrated, "fraud", Optional.of(SPLIT)), trial -> {}).test();
    assertThat(after.metric(Evaluation.BRIER), lessThan(0.7 * before.metric(Evaluation.BRIER)));
    assertThat(after.metric(Evaluation.ROC_AUC), closeTo(before.metric(Evaluation.ROC_AUC), 1e-3));
  }

  @Test
  void choosesTheParametersThatDidBestBeforeTheTest() {
    TrainRequest plain =
        request(recipe(ModelKind.BOOSTED_TREES, Map.of()), "fraud", Optional.of(SPLIT));
    TrainRequest choice =
        new TrainRequest(
            plain.name(),
            plain.version(),
            plain.serviceId(),
            plain.service(),
            plain.trainingSet(),
            plain.columns(),
            plain.split(),
            plain.recipe(),
            Map.of("rounds", List.of(200.0, 20.0), "max_depth", List.of(8.0, 2.0)),
            2,
            10,
            OptionalDouble.empty());
    Trained trained = Trainer.train(choice, trial -> {});
    assertThat(trained.trials().size(), is(4));
    double best = trained.trials().get(0).means().get(Evaluation.AVERAGE_PRECISION);
    double worst = trained.trials().get(3).means().get(Evaluation.AVERAGE_PRECISION);
    assertThat(best, greaterThan(worst));
    assertThat(trained.recipe().parameters(), is(trained.trials().get(0).parameters()));
  }

  @Test
  void refusesWhatCannotBeLearned() throws SQLException {
    Recipe recipe = recipe(ModelKind.LOGISTIC, Map.of());
    assertThat(
        refused(request(recipe, "never", Optional.of(SPLIT))),
        containsString("of 1000 training rows 0 are positive"));
    TimeSplit later =
        new TimeSplit(day(30), day(35), Duration.ZERO, day(90), day(91), Optional.empty());
    assertThat(
        refused(request(recipe, "fraud", Optional.of(later))),
        containsString("500 training rows and 0 test rows"));
    assertThat(
        assertThrows(ModelException.class, () -> recipe(ModelKind.LOGISTIC, Map.of("l1", 1.0)))
            .getMessage(),
        containsString("no parameter of logistic 'l1'; did you mean l2?"));
    ParquetRows.write(
        folder.resolve("rows/a.parquet"),
        ROWS,
        ", KV_METADATA {'twinstream.fingerprint': '0123456789abcdef'}");
    assertThat(
        refused(request(recipe, "fraud", Optional.of(SPLIT))),
        containsString("computed with other definitions of fraud@1: fingerprint 0123456789abcdef"));
  }

  private static String refused(TrainRequest request) {
    return assertThrows(ModelException.class, () -> Trainer.train(request, trial -> {}))
        .getMessage();
  }

  @Test
  void refusesFeaturesThatAreNoNumbers() {
    CompiledService text = CompiledService.of(project, project.service("fraud@2"));
    TrainRequest plain = request(recipe(ModelKind.LOGISTIC, Map.of()), "fraud", Optional.of(SPLIT));
    TrainRequest other =
        new TrainRequest(
            "fraud",
            "1",
            "fraud@2",
            text,
            plain.trainingSet(),
            plain.columns(),
            plain.split(),
            plain.recipe(),
            Map.of(),
            0,
            10,
            OptionalDouble.empty());
    assertThat(refused(other), containsString("feature 'last_buyer' of fraud@2 is a string"));
  }
}
