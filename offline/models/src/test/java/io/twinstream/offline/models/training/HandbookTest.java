package io.twinstream.offline.models.training;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.models.evaluation.Evaluation;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Handbook's published split and figures; what is expected beyond them is in RESULTS.md. */
@Tag("slow")
class HandbookTest {
  private static final TimeSplit PUBLISHED =
      new TimeSplit(
          Instant.parse("2018-07-25T00:00:00Z"),
          Instant.parse("2018-08-01T00:00:00Z"),
          Duration.ofDays(7),
          Instant.parse("2018-08-08T00:00:00Z"),
          Instant.parse("2018-08-15T00:00:00Z"),
          Optional.of(Instant.parse("2018-07-25T00:00:00Z")));

  @TempDir Path folder;

  private CompiledService write(String example, String service) throws SQLException {
    return HandbookRows.write(
        example, service, PUBLISHED.from(), PUBLISHED.testTo(), folder.resolve("rows.parquet"));
  }

  private Evaluation train(
      CompiledService service, String id, ModelKind kind, Map<String, Double> parameters) {
    TrainRequest request =
        new TrainRequest(
            "fraud",
            "1",
            id,
            service,
            folder.resolve("rows.parquet"),
            new Columns(
                service.names(),
                "fraud",
                Optional.of("_ts"),
                Optional.of("customer"),
                Optional.empty()),
            Optional.of(PUBLISHED),
            new Recipe(kind, kind.parameters(parameters), PositiveWeight.ONE, false, 0),
            Map.of(),
            0,
            100,
            OptionalDouble.empty());
    Trained trained = Trainer.train(request, trial -> {});
    assertThat(List.of(trained.trainRows(), trained.trainPositives()), is(List.of(67_240, 598)));
    assertThat(
        List.of(trained.test().rows(), trained.test().positives()), is(List.of(58_264, 385)));
    return trained.test();
  }

  @Test
  void publishedFeaturesGiveThePublishedFigures() throws SQLException {
    CompiledService service = write("handbook", "fraud@2");
    Evaluation logistic = train(service, "fraud@2", ModelKind.LOGISTIC, Map.of());
    assertThat(logistic.metric(Evaluation.ROC_AUC), closeTo(0.871, 0.003));
    assertThat(logistic.metric(Evaluation.AVERAGE_PRECISION), closeTo(0.606, 0.01));
    assertThat(logistic.metric(Evaluation.cardPrecision(100)), closeTo(0.291, 0.01));
    Evaluation trees = train(service, "fraud@2", ModelKind.BOOSTED_TREES, Map.of());
    assertThat(trees.metric(Evaluation.AVERAGE_PRECISION), greaterThan(0.639));
  }

  @Test
  void ownFeaturesGoFarPastThem() throws SQLException {
    CompiledService service = write("handbook_risk", "fraud@1");
    Evaluation trees =
        train(
            service,
            "fraud@1",
            ModelKind.BOOSTED_TREES,
            Map.of("eta", 0.05, "rounds", 120.0, "colsample_bytree", 0.7));
    assertThat(trees.metric(Evaluation.AVERAGE_PRECISION), greaterThan(0.74));
  }
}
