package io.twinstream.serving.score;

import static io.twinstream.serving.score.ScoreFixture.NOW;
import static io.twinstream.serving.score.ScoreFixture.card;
import static io.twinstream.serving.score.ScoreFixture.write;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;

import io.twinstream.stores.MemoryStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that mutated bodies never cause an internal error. */
@Tag("slow")
final class ScoreMutationsTest {
  private static final List<String> BODIES =
      List.of(
          """
          {"service": "fraud@1", "entities": {"card": "c1", "user": 7}, "request": {"amount": 3.5}}""",
          """
          {"model": "fraud_lr@1", "include": ["features", "reasons"], "source": "transactions",
           "event": {"transaction_id": "t", "card_id": "c", "user_id": "é", "amount": 12.3,
                     "timestamp": "2026-03-01T12:00:00Z", "more": [1, {"a": null}]}}""",
          """
          {"service": "fraud", "rows": [{"entities": {"card": "a", "user": "b"}},
           {"event": {"transaction_id": "t", "card_id": "c", "user_id": "u", "timestamp": 1772366400000}}]}""");
  private static final String PIECES = "{}[]\",:\\0e-+.tfn\u00e9\ud83d\udc04 ";

  @TempDir static Path folder;

  @Test
  void noneIsAnsweredWithAFailure() throws Exception {
    write(folder, card("fraud_lr", "1", "fraud@1", 0.5), 0, 1, 0, 0, 0, 0, 0);
    HttpClient client = HttpClient.newHttpClient();
    SplittableRandom random = new SplittableRandom(7);
    int good = 0;
    try (ScoreFixture fixture =
        new ScoreFixture(
            new MemoryStore(() -> NOW), Map.of("twinstream.models.folder", folder.toString()))) {
      for (int i = 0; i < 1_000; i++) {
        int which = random.nextInt(BODIES.size());
        byte[] body = mutated(BODIES.get(which).getBytes(StandardCharsets.UTF_8), random);
        String path = which == 2 ? "/score/batch" : "/score";
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(fixture.server.getURI() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        String told = new String(body, StandardCharsets.ISO_8859_1) + "\n" + answer.body();
        assertThat(told, answer.statusCode(), lessThan(500));
        good += answer.statusCode() == 200 ? 1 : 0;
      }
    }
    assertThat(good, greaterThan(50)); // otherwise nothing after the parser was tested
  }

  private static byte[] mutated(byte[] body, SplittableRandom random) {
    byte[] bytes = body.clone();
    for (int n = random.nextInt(3); n > 0 && bytes.length > 0; n--) {
      int at = random.nextInt(bytes.length);
      byte[] piece =
          PIECES.substring(random.nextInt(PIECES.length())).getBytes(StandardCharsets.UTF_8);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] = piece[0];
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> {
          byte[] longer = Arrays.copyOf(bytes, bytes.length + piece.length);
          System.arraycopy(bytes, at, longer, at + piece.length, bytes.length - at);
          System.arraycopy(piece, 0, longer, at, piece.length);
          bytes = longer;
        }
        default -> bytes[at] = bytes[random.nextInt(bytes.length)];
      }
    }
    return bytes;
  }
}
