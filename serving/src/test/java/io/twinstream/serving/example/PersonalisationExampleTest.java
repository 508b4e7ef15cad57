package io.twinstream.serving.example;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.local.simulation.ClickSimulation;
import io.twinstream.offline.models.OnnxModel;
import io.twinstream.offline.models.evaluation.Evaluation;
import io.twinstream.offline.models.training.Trained;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example {@code personalisation} from simulated clicks to a ranking of candidates. */
@Tag("slow")
class PersonalisationExampleTest {
  private static final int DAYS = 14;
  private static final int CANDIDATES = 100;

  /** The README of the example states this bound. */
  private static final double LEAST_AUC = 0.65;

  @TempDir Path folder;

  @Test
  void candidatesAreRankedByAModelOfEarlierDays() throws Exception {
    ExampleRun run =
        new ExampleRun("personalisation", "ranking@1", folder, new ClickSimulation(1, 200), DAYS);
    Trained model = run.train("clicked", Duration.ofDays(1), 3, 9, 3);
    assertThat(model.test().metric(Evaluation.ROC_AUC), greaterThan(LEAST_AUC));

    Instant now = ExampleRun.FROM.plus(Duration.ofDays(DAYS));
    JsonNode last = run.labelled.get(run.labelled.size() - 1);
    List<JsonNode> candidates = candidates(run);
    List<Map<String, Object>> rows = new ArrayList<>();
    List<Double> expected = new ArrayList<>();
    try (OnnxModel onnx = OnnxModel.load(model.onnx());
        ExampleServer server = new ExampleServer(run, "personalisation", model, now)) {
      for (JsonNode candidate : candidates) {
        Map<String, String> entities = run.entities(candidate);
        entities.put("user", last.path("user_id").asText());
        entities.put("session", last.path("session_id").asText());
        rows.add(Map.of("entities", entities, "request", run.request(candidate)));
        com.fasterxml.jackson.databind.node.ObjectNode shown = candidate.deepCopy();
        shown.put("user_id", entities.get("user")).put("session_id", entities.get("session"));
        expected.add(onnx.score(List.of(run.features(shown, now.toEpochMilli())))[0]);
      }
      JsonNode results =
          server.post("/score/batch", Map.of("service", "ranking@1", "rows", rows)).path("results");
      assertThat(results.size(), is(candidates.size()));
      for (int i = 0; i < results.size(); i++) {
        assertThat(results.get(i).path("score").asDouble(), closeTo(expected.get(i), 1e-6));
      }
      assertThat(ranked(results), is(ranked(expected)));
      history(server, last.path("user_id").asText());
    }
  }

  /** One row per product, in the order in which they were shown first. */
  private static List<JsonNode> candidates(ExampleRun run) {
    Map<String, JsonNode> products = new LinkedHashMap<>();
    run.labelled.forEach(row -> products.putIfAbsent(row.path("item_id").asText(), row));
    return products.values().stream().limit(CANDIDATES).toList();
  }

  /** The best ten, best first, as a page shows them. */
  private static List<Integer> ranked(JsonNode results) {
    List<Double> scores = new ArrayList<>();
    results.forEach(each -> scores.add((double) (float) each.path("score").asDouble()));
    return ranked(scores);
  }

  private static List<Integer> ranked(List<Double> scores) {
    return IntStream.range(0, scores.size())
        .boxed()
        .sorted(Comparator.comparing(i -> -(float) (double) scores.get(i)))
        .limit(10)
        .toList();
  }

  private static void history(ExampleServer server, String user) throws Exception {
    JsonNode answer =
        server.post(
            "/features/online", Map.of("service", "browsing@1", "entities", Map.of("user", user)));
    JsonNode history = answer.path("features").path("history");
    assertThat(answer.toString(), history.isArray() && !history.isEmpty(), is(true));
    assertThat(answer.path("features").path("categories_7d").has("values"), is(true));
  }
}
