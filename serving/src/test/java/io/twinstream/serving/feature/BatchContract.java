package io.twinstream.serving.feature;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.serving.feature.Fixture.Payment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests of batches, for every kind of store. */
abstract class BatchContract extends FeatureApiContract {
  private static final int MOST = 50;

  @Test
  void columnsHoldWhatRowsHold() throws IOException {
    fixture.store("card_spend@1", "a", aPayment("1.00"));
    fixture.store("card_spend@1", "b", aPayment("2.00"), Payment.ago(Duration.ofHours(1), "2.50"));
    fixture.store("card_spend@1", "ahead", Payment.ago(Duration.ofMinutes(-5), "3.00"));
    fixture.store("user_activity@1", "anna", aPayment());
    Map<String, Object> body =
        Map.of(
            "service",
            "fraud@1",
            "rows",
            List.of(
                row("a", "anna", 2),
                row("b", "\u65e5\n\"", 5),
                row("ahead", "anna", 3),
                row("a", "anna", 7)));
    JsonNode rows = json(new ObjectMapper().writeValueAsString(fixture.client().batch(body)));
    JsonNode columns = json(fixture.client().columns(body));
    for (int i = 0; i < 4; i++) {
      JsonNode row = rows.get("results").get(i);
      assertThat(columns.get("as_of"), is(row.get("as_of")));
      requireColumn(columns.get("entities"), row.get("entities"), i);
      requireColumn(columns.get("features"), row.get("features"), i);
      for (String view : List.of("card_spend@1", "user_activity@1")) {
        JsonNode one = row.at("/metadata/views").get(view);
        JsonNode all = columns.at("/metadata/views").get(view);
        for (String shared : List.of("generation", "fingerprint")) {
          assertThat(all.get(shared).asText(), is(one.get(shared).asText()));
        }
        for (String own : List.of("status", "age_ms", "event_time", "effective_as_of")) {
          assertThat(own, all.get(own).get(i), is(one.get(own)));
        }
      }
    }
  }

  @Test
  void aFullBatchOfSeveralEntities() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      fixture.store("card_spend@1", "c" + i, aPayment(i + ".25"));
      rows.add(row("c" + i, "u" + i % 3, i));
    }
    for (int i = 0; i < 3; i++) {
      fixture.store("user_activity@1", "u" + i, aPayment());
    }
    Map<String, Object> answer = fixture.client().batch(Map.of("service", "fraud", "rows", rows));
    List<?> results = (List<?>) answer.get("results");
    assertThat(results.size(), is(MOST));
    for (int i = 0; i < MOST; i++) {
      Map<?, ?> features = (Map<?, ?>) ((Map<?, ?>) results.get(i)).get("features");
      assertThat(features.get("amount_sum_24h"), is((Object) (i + 0.25)));
      assertThat(features.get("user_count_24h"), is((Object) 1));
      assertThat(features.get("amount_vs_mean"), is((Object) (i / (i + 0.25))));
    }
  }

  private static void requireColumn(JsonNode columns, JsonNode row, int index) {
    assertThat(columns.size(), is(row.size()));
    row.fields()
        .forEachRemaining(
            field ->
                assertThat(
                    field.getKey(), columns.get(field.getKey()).get(index), is(field.getValue())));
  }

  private static Map<String, Object> row(String card, String user, int amount) {
    return Map.of(
        "entities", Map.of("card", card, "user", user), "request", Map.of("amount", amount));
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }
}
