package io.twinstream.serving.example;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.local.simulation.PaymentSimulation;
import io.twinstream.offline.models.OnnxModel;
import io.twinstream.offline.models.evaluation.Evaluation;
import io.twinstream.offline.models.training.Trained;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example {@code fraud} from simulated payments to scores. */
@Tag("slow")
class FraudExampleTest {
  private static final int DAYS = 56;

  /** The README of the example states this bound. */
  private static final double LEAST_AUC = 0.85;

  @TempDir Path folder;

  @Test
  void aModelOfEarlierDaysFindsTheFraudsOfLaterDaysAndTheServerScoresWithIt() throws Exception {
    ExampleRun run =
        new ExampleRun("fraud", "fraud@1", folder, new PaymentSimulation(1, 300), DAYS);
    // Labels of the last training rows are known when the test begins.
    Trained model = run.train("fraud", Duration.ofDays(7), 10, 36, 10);
    assertThat(model.test().metric(Evaluation.ROC_AUC), greaterThan(LEAST_AUC));
    assertThat(model.test().positives(), greaterThan(20));

    Instant now = ExampleRun.FROM.plus(Duration.ofDays(DAYS));
    JsonNode row = run.labelled.get(run.labelled.size() - 1);
    try (OnnxModel onnx = OnnxModel.load(model.onnx());
        ExampleServer server = new ExampleServer(run, "fraud", model, now)) {
      double expected = onnx.score(List.of(run.features(row, now.toEpochMilli())))[0];
      JsonNode answer =
          server.post(
              "/score",
              Map.of(
                  "service",
                  "fraud@1",
                  "entities",
                  run.entities(row),
                  "request",
                  run.request(row),
                  "include",
                  List.of("features")));
      assertThat(answer.path("status").asText(), is("PRESENT"));
      assertThat(answer.path("fallback").isNull(), is(true));
      assertThat(answer.path("score").asDouble(), closeTo(expected, 1e-6));
    }
  }
}
