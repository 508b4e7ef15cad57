package io.twinstream.serving.drift;

import static io.twinstream.serving.score.ScoreFixture.NOW;
import static io.twinstream.serving.score.ScoreFixture.card;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.twinstream.offline.models.ModelCard;
import io.twinstream.offline.models.OnnxBytes;
import io.twinstream.offline.models.drift.Reference;
import io.twinstream.offline.models.drift.SummaryCounter;
import io.twinstream.offline.models.onnx.OnnxMetadata;
import io.twinstream.serving.score.ScoreFixture;
import io.twinstream.stores.MemoryStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that the server compares what its models read with the reference in their files. */
final class DriftMetricsTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int REQUESTS = 40;

  @TempDir Path folder;

  /** The model was trained with busy cards, and scores a card that it has never seen. */
  @Test
  void figuresOfWatchedModelsAreMetrics() throws Exception {
    ModelCard card = card("cards_lr", "1", "cards@1", 0.5);
    SummaryCounter inputs = new SummaryCounter(card.features());
    for (int i = 0; i < 1_000; i++) {
      inputs.number(0, i % 20 + 1);
      inputs.number(1, i % 2 == 0 ? Float.NaN : i);
    }
    double[] scores = IntStream.range(0, 500).mapToDouble(i -> i / 500.0).toArray();
    byte[] onnx =
        OnnxMetadata.replace(
            OnnxBytes.logistic(card, 0, 0, 0),
            Reference.metadata(inputs.summary(), SummaryCounter.scores(scores)));
    Files.write(folder.resolve("cards_lr-1.onnx"), onnx);
    try (ScoreFixture fixture =
        new ScoreFixture(
            new MemoryStore(() -> NOW),
            Map.of(
                "twinstream.models.folder",
                folder.toString(),
                "twinstream.drift.rows-per-second",
                10_000))) {
      for (int i = 0; i < REQUESTS; i++) {
        fixture.post("/score", "{\"service\": \"cards@1\", \"entities\": {\"card\": \"c\"}}");
      }
      Map<String, Double> metrics = metrics(fixture);
      assertThat(metrics.get("rows_total{model=\"cards_lr@1\"}"), is((double) REQUESTS));
      assertThat(figure(metrics, "psi", "count_5m", "recent"), greaterThan(5.0));
      double noise = figure(metrics, "psi_noise", "count_5m", "recent");
      assertThat(noise, greaterThan(0.5));
      assertThat(noise, lessThan(5.0));
      assertThat(figure(metrics, "missing_share", "amount_sum_24h", "recent"), is(1.0));
      assertThat(figure(metrics, "missing_share", "count_5m", "recent"), is(0.0));
      assertThat(figure(metrics, "psi", "score", "recent"), greaterThan(1.0));
      assertThat("not whole", figure(metrics, "psi", "count_5m", "day").isNaN());
      assertThat("three figures, columns and two windows", metrics.size(), is(1 + 3 * 3 * 2));

      ScoreFixture.write(folder, card, 0, 0, 0); // The same model, without a reference.
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!metrics(fixture).isEmpty() && System.nanoTime() < end) {
        Thread.sleep(20);
      }
      assertThat(metrics(fixture), anEmptyMap());
    }
  }

  private static Double figure(
      Map<String, Double> metrics, String name, String column, String window) {
    return metrics.get(
        name + "{column=\"%s\",model=\"cards_lr@1\",window=\"%s\"}".formatted(column, window));
  }

  private static Map<String, Double> metrics(ScoreFixture fixture) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(fixture.server.getURI() + "/metrics")).build();
    String prefix = "twinstream_drift_";
    Map<String, Double> metrics = new TreeMap<>();
    HTTP.send(request, BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith(prefix))
        .forEach(
            line -> {
              int at = line.lastIndexOf(' ');
              metrics.put(
                  line.substring(prefix.length(), at), Double.valueOf(line.substring(at + 1)));
            });
    return metrics;
  }

  @Test
  void oneRequestIsChosenInEachPartOfASecond() {
    AtomicLong nanos = new AtomicLong();
    DriftSampler sampler = new DriftSampler(100, nanos::get);
    int chosen = 0;
    for (int i = 0; i < 10_000; i++) {
      int row = sampler.row(3);
      if (row != DriftSampler.NO_ROW) {
        chosen++;
        assertThat((double) row, closeTo(1, 1));
      }
      nanos.addAndGet(1_000_000); // 1,000 requests per second, for ten seconds
    }
    assertThat(chosen, is(1_000));
    assertThat(new DriftSampler(0, nanos::get).row(3), is(DriftSampler.NO_ROW));
  }
}
