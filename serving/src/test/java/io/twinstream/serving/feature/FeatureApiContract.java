package io.twinstream.serving.feature;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.serving.feature.Fixture.Payment;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests of the feature routes, for every kind of store. */
abstract class FeatureApiContract extends StatusContract {
  @Test
  void allFeaturesOfAnEntityAsOfNow() {
    Payment[] payments = {
      Payment.ago(Duration.ofMinutes(2), "10.25"), Payment.ago(Duration.ofHours(3), "99.99")
    };
    fixture.store("card_spend@1", "4711", payments);
    JsonNode answer = http.get("/features/card/4711").json();
    assertThat(answer.at("/entities/card").textValue(), is("4711"));
    assertThat(answer.at("/as_of").textValue(), is(Fixture.NOW.toString()));
    JsonNode features = answer.get("features");
    assertThat(features.get("count_5m").intValue(), is(1));
    assertThat(features.get("count_24h").intValue(), is(2));
    assertThat(features.get("amount_sum_24h").doubleValue(), is(110.24));
    assertThat(features.get("amount_mean_24h").doubleValue(), is(55.12));
    assertThat(features.get("amount_max_24h").doubleValue(), is(99.99));
    assertThat(features.get("last_user").textValue(), is("anna"));
    assertThat(features.get("last_time").textValue(), is("2025-03-01T11:58:00Z"));
    JsonNode view = answer.at("/metadata/views/card_spend@1");
    assertThat(view.get("status").textValue(), is("PRESENT"));
    assertThat(view.get("age_ms").longValue(), is(120_000L));
    assertThat(view.get("effective_as_of").textValue(), is(Fixture.NOW.toString()));
    assertThat(view.get("generation").longValue(), is(fixture.generation("card_spend@1").number()));
    assertThat(
        Long.parseUnsignedLong(view.get("fingerprint").textValue(), 16),
        is(fixture.view("card_spend@1").fingerprint()));
  }

  @Test
  void valuesAreThoseOfTheAlgebraBitForBit() {
    List<Payment> payments = new ArrayList<>();
    for (int i = 1; i <= 300; i++) {
      payments.add(Payment.ago(Duration.ofMinutes(i * 7L), i * 37 % 1_000 + "." + (10 + i % 90)));
    }
    Payment[] all = payments.toArray(new Payment[0]);
    fixture.store("card_spend@1", "4711", all);
    FeatureRow expected =
        fixture
            .view("card_spend@1")
            .evaluate(fixture.state("card_spend@1", all), fixture.clock.millis());
    JsonNode features = http.get("/features/card/4711").json().get("features");
    List<String> names = fixture.view("card_spend@1").names();
    for (int i = 0; i < names.size(); i++) {
      JsonNode value = features.get(names.get(i));
      switch (expected.type(i).kind()) {
        case LONG -> assertThat(names.get(i), value.longValue(), is(expected.bits(i)));
        case DOUBLE ->
            assertThat(
                names.get(i),
                Double.doubleToRawLongBits(value.doubleValue()),
                is(expected.bits(i)));
        case STRING -> assertThat(names.get(i), value.textValue(), is(expected.text(i)));
        case BOOLEAN, BYTES, ARRAY, MAP -> throw new AssertionError("no such feature");
        case TIMESTAMP ->
            assertThat(Instant.parse(value.textValue()).toEpochMilli(), is(expected.bits(i)));
      }
    }
  }

  @Test
  void theFeaturesAskedForInTheirOrder() {
    fixture.store("card_spend@1", "4711", aPayment());
    Map<String, Object> answer =
        fixture
            .client()
            .some("card", "4711", Optional.of("last_user,card_spend.count_5m"), Optional.empty());
    assertThat(answer.get("features").toString(), is("{last_user=anna, count_5m=1}"));
  }

  @Test
  void aServiceAndItsDerivedFeatures() {
    fixture.store(
        "card_spend@1", "4711", Payment.ago(Duration.ofHours(1), "10.00"), aPayment("30.00"));
    fixture.store("user_activity@1", "anna", aPayment());
    Map<String, Object> answer =
        fixture
            .client()
            .online(
                Map.of(
                    "service", "fraud@1",
                    "entities", Map.of("card", "4711", "user", "anna"),
                    "request", Map.of("amount", 50)));
    Map<?, ?> features = (Map<?, ?>) answer.get("features");
    assertThat(features.get("amount_vs_mean"), is((Object) 2.5));
    assertThat(features.get("user_count_24h"), is((Object) 1));
    Map<?, ?> metadata = (Map<?, ?>) answer.get("metadata");
    assertThat(
        ((Map<?, ?>) metadata.get("views")).keySet(),
        containsInAnyOrder("card_spend@1", "user_activity@1"));
  }

  @Test
  void aRequestWithoutAFieldGivesNullWhereItIsUsed() {
    fixture.store("card_spend@1", "4711", aPayment());
    JsonNode answer = http.get("/features/card/4711?features=amount_vs_mean,count_24h").json();
    assertThat(answer.at("/features/amount_vs_mean").isNull(), is(true));
    assertThat(answer.at("/features/count_24h").intValue(), is(1));
  }

  @Test
  void rowsAreAnsweredInTheirOrder() {
    fixture.store("card_spend@1", "a", aPayment("1.00"));
    fixture.store("card_spend@1", "b", aPayment("2.00"), Payment.ago(Duration.ofHours(1), "2.00"));
    JsonNode results =
        http.post(
                "/features/batch",
                """
                {"rows": [{"entities": {"card": "b"}, "request": {"amount": 4}},
                          {"entities": {"card": "nobody"}},
                          {"entities": {"card": "a"}, "request": {"amount": 4}},
                          {"entities": {"card": "b"}, "request": {"amount": 1.50}}],
                 "features": ["count_24h", "amount_vs_mean"]}\
                """)
            .json()
            .get("results");
    List<String> seen = new ArrayList<>();
    for (JsonNode row : results) {
      seen.add(row.at("/entities/card").textValue() + row.get("features"));
    }
    assertThat(
        seen,
        contains(
            "b{\"count_24h\":2,\"amount_vs_mean\":2.0}",
            "nobody{\"count_24h\":0,\"amount_vs_mean\":null}",
            "a{\"count_24h\":1,\"amount_vs_mean\":4.0}",
            "b{\"count_24h\":2,\"amount_vs_mean\":0.75}"));
  }

  @Test
  void anyTextIsAnId() {
    for (String id :
        List.of(
            "a/b",
            "a b",
            "a+b",
            "100%",
            "a?b#c",
            "é",
            "日本語",
            "\uD83D\uDE80",
            "{x}",
            "..",
            "\"q\"",
            "\\",
            "a:b#1:c",
            "line\nbreak\r\t\u0000")) {
      fixture.store("card_spend@1", id, aPayment());
      String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
      if (!id.equals("..")) {
        JsonNode answer = http.get("/features/card/" + encoded).json();
        assertThat(answer.at("/entities/card").textValue(), is(id));
        assertThat(id, answer.at("/features/count_24h").intValue(), is(1));
        Map<String, Object> declared = fixture.client().all("card", id);
        assertThat(((Map<?, ?>) declared.get("features")).get("count_24h"), is((Object) 1));
      }
      Map<String, Object> posted =
          fixture
              .client()
              .online(Map.of("features", List.of("count_24h"), "entities", Map.of("card", id)));
      assertThat(((Map<?, ?>) posted.get("features")).get("count_24h"), is((Object) 1));
    }
  }

  @Test
  void idsOfIntegerKeysAreIntegers() {
    fixture.store("terminal_risk@1", "7", aPayment());
    assertThat(
        http.get("/features/terminal/7").json().at("/features/terminal_count_24h").intValue(),
        is(1));
    for (String id : List.of("007", "7.0", "%207%20", "%2B7", "7e0")) {
      assertThat(
          id,
          http.get("/features/terminal/" + id).json().at("/features/terminal_count_24h").intValue(),
          is(1));
    }
    for (String id : List.of("seven", "7.5", "0x7", "%20", "9223372036854775808")) {
      assertThat(id, http.get("/features/terminal/" + id).status(), is(400));
    }
    JsonNode posted =
        http.post(
                "/features/online",
                """
                {"features": ["terminal_count_24h"], "entities": {"terminal": 7}}\
                """)
            .json();
    assertThat(posted.at("/features/terminal_count_24h").intValue(), is(1));
  }

  @Test
  void aServiceIsFoundWithoutItsVersionWhereThereIsOne() {
    JsonNode answer =
        http.post(
                "/features/online",
                """
                {"service": "fraud", "entities": {"card": "4711", "user": "anna"}}\
                """)
            .json();
    Iterator<String> names = answer.get("features").fieldNames();
    assertThat(names.next(), is("count_5m"));
    assertThat(status(answer, "user_activity@1"), is("MISSING"));
  }

  @Test
  void healthSaysReadyAndAlive() {
    assertThat(fixture.client().health().code(), is(200));
    assertThat(http.get("/health/liveness").status(), is(200));
    assertThat(http.get("/health/readiness").json().get("status").textValue(), is("UP"));
    assertThat(http.get("/env").json().get("features"), is(nullValue()));
  }

  @Test
  void figuresStatisticsAndHealthTellOfViews() {
    fixture.store("card_spend@1", "4711", aPayment());
    http.get("/features/card/4711");
    http.get("/features/card/nobody");
    String metrics = http.get("/metrics").body();
    assertThat(
        metrics,
        containsString(
            "twinstream_view_readings_total{status=\"present\",view=\"card_spend@1\"} 1.0"));
    assertThat(metrics, containsString("twinstream_requests_seconds_bucket{method=\"GET\""));
    assertThat(metrics, containsString("route=\"/features/{entity}/{id}\",status=\"200\""));
    assertThat(metrics, containsString("twinstream_store_read_seconds_count{outcome=\"answered\""));
    assertThat(metrics, containsString("twinstream_view_lag_seconds{view=\"card_spend@1\"} 0.0"));
    assertThat(metrics, containsString("jvm_memory_used_bytes"));
    JsonNode view = http.get("/stats").json().at("/views/card_spend@1");
    assertThat(view.at("/readings/MISSING").intValue(), is(1));
    assertThat(view.get("stale").booleanValue(), is(false));
    assertThat(view.get("lag_ms").longValue(), is(0L));
    JsonNode health = http.get("/health").json();
    assertThat(health.at("/details/pipelines/details/card_spend@1").textValue(), is("FRESH"));
    fixture.clock.advance(Duration.ofMinutes(1));
    http.get("/health"); // triggers a check
    assertThat(
        http.get("/health").json().at("/details/pipelines/details/card_spend@1").textValue(),
        is("STALE"));
    assertThat(http.get("/stats").json().at("/views/card_spend@1/stale").booleanValue(), is(true));
  }

  @Test
  void answersHaveTheIdOfTheirRequest() {
    HttpRequest.Builder named = HttpRequest.newBuilder().GET().header("X-Request-Id", "abc-1");
    assertThat(http.send(named, "/features/card/1").requestId(), is("abc-1"));
    HttpRequest.Builder wrong = HttpRequest.newBuilder().GET().header("X-Request-Id", "a b\"c");
    assertThat(http.send(wrong, "/features/card/1").requestId(), not(containsString("a b")));
    assertThat(http.get("/features/cart/1").requestId().isEmpty(), is(false));
  }

  @Test
  void anErasedEntityIsNotSeenAgain() {
    String id = "a/b:c";
    fixture.store("card_spend@1", id, aPayment());
    fixture.store("card_spend@1", "other", aPayment());
    HttpRequest.Builder erase = HttpRequest.newBuilder().DELETE();
    assertThat(http.send(erase, "/entities/card/a%2Fb:c").status(), is(401));
    erase.header("X-Api-Key", Fixture.ADMIN);
    assertThat(http.send(erase, "/entities/card/a%2Fb:c").status(), is(204));
    fixture.store("card_spend@1", id, aPayment(), aPayment("2.00"));
    JsonNode gone = http.get("/features/card/a%2Fb:c").json();
    assertThat(gone.at("/features/count_24h").intValue(), is(0));
    assertThat(status(gone, "card_spend@1"), is("MISSING"));
    JsonNode other = http.get("/features/card/other").json();
    assertThat(other.at("/features/count_24h").intValue(), is(1));
    assertThat(http.send(erase, "/entities/cart/1").status(), is(404));
    assertThat(http.send(erase, "/entities/terminal/x").status(), is(400));
    fixture.store("terminal_risk@1", "7", aPayment());
    assertThat(http.send(erase, "/entities/terminal/007").status(), is(204));
    JsonNode seven = http.get("/features/terminal/7").json();
    assertThat(status(seven, "terminal_risk@1"), is("MISSING"));
  }
}
