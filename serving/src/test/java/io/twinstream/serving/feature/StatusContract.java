package io.twinstream.serving.feature;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.serving.feature.Fixture.Payment;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests of the metadata of values, for every kind of store. */
abstract class StatusContract {
  Fixture fixture;
  Http http;

  /** A store to fill; the server closes it. */
  abstract OnlineStore openStore();

  @BeforeEach
  void start() {
    fixture = new Fixture(openStore());
    http = new Http(fixture.server.getURI());
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void timePassesWithoutAWrite() {
    fixture.store("card_spend@1", "4711", Payment.ago(Duration.ofMinutes(2), "1.00"));
    fixture.pass(Duration.ofMinutes(4));
    JsonNode features = http.get("/features/card/4711").json().get("features");
    assertThat(features.get("count_5m").intValue(), is(0));
    assertThat(features.get("count_24h").intValue(), is(1));
  }

  @Test
  void anEntityNeverSeenIsTheEmptySet() {
    JsonNode answer = http.get("/features/card/nobody").json();
    assertThat(answer.at("/features/count_24h").intValue(), is(0));
    assertThat(answer.at("/features/amount_mean_24h").isNull(), is(true));
    assertThat(answer.at("/features/last_user").isNull(), is(true));
    assertThat(status(answer, "card_spend@1"), is("MISSING"));
    assertThat(answer.at("/metadata/views/card_spend@1/age_ms").isNull(), is(true));
  }

  @Test
  void lostStatesAreErrorsAndRemainingOnesAreStale() {
    fixture.store("card_spend@1", "4711", Payment.ago(Duration.ofMinutes(2), "1.00"));
    fixture.pass(Duration.ofSeconds(1));
    Generation read = fixture.generation("card_spend@1");
    String fingerprint = fixture.view("card_spend@1").fingerprintText();
    Fixture.await(fixture.store.losses().renew(read, fingerprint, 0, Long.MAX_VALUE));
    fixture.pass(Duration.ofSeconds(1));
    JsonNode answer = http.get("/features/card/lost").json();
    assertThat(status(answer, "card_spend@1"), is("ERROR"));
    assertThat(answer.at("/features/count_24h").isNull(), is(true));
    answer = http.get("/features/card/4711").json();
    assertThat(status(answer, "card_spend@1"), is("STALE"));
    assertThat(answer.at("/features/count_5m").intValue(), is(1));
    assertThat(health(), is("LOST"));

    long lostAt = Fixture.await(fixture.store.losses().lostAt(read)).orElseThrow();
    Fixture.await(fixture.store.losses().refilled(read, lostAt));
    fixture.pass(Duration.ofSeconds(1));
    answer = http.get("/features/card/lost").json();
    assertThat(status(answer, "card_spend@1"), is("MISSING"));
    assertThat(answer.at("/features/count_24h").intValue(), is(0));
    assertThat(health(), is("FRESH"));
  }

  @Test
  void aViewThatALoadHasFilledIsNotStale() {
    var before = fixture.generation("card_spend@1");
    var load = fixture.begin(before.view());
    Fixture.await(fixture.store.generations().point(Optional.of(before), load));
    fixture.store("card_spend@1", "4711", Payment.ago(Duration.ofMinutes(2), "1.00"));
    Fixture.await(fixture.store.generations().loaded(load, fixture.clock.millis(), 0));
    fixture.clock.advance(Duration.ofMinutes(1));
    JsonNode answer = http.get("/features/card/4711").json();
    assertThat(status(answer, "card_spend@1"), is("PRESENT"));
    assertThat(answer.at("/features/count_5m").intValue(), is(1));
    assertThat(answer.at("/metadata/views/card_spend@1/age_ms").intValue(), is(180_000));
    assertThat(status(http.get("/features/card/other").json(), "card_spend@1"), is("MISSING"));
    assertThat(health(), startsWith("LOADED; as of the load of "));

    var live = fixture.begin(before.view());
    Fixture.await(fixture.store.generations().hides(load, Optional.of(live)));
    fixture.clock.advance(Duration.ofSeconds(1));
    answer = http.get("/features/card/4711").json();
    assertThat(status(answer, "card_spend@1"), is("STALE"));
    assertThat(answer.at("/features/count_5m").intValue(), is(1));
    assertThat(health(), startsWith("BEHIND_LIVE: "));
  }

  /** Of this machine, by which windows are evaluated, however old a load is. */
  @Test
  void aClockThatIsNotTheStoresNeverMakesWhatIsLoadedPresent() {
    var before = fixture.generation("card_spend@1");
    var load = fixture.begin(before.view());
    Fixture.await(fixture.store.generations().point(Optional.of(before), load));
    fixture.store("card_spend@1", "4711", Payment.ago(Duration.ofMinutes(2), "1.00"));
    Fixture.await(fixture.store.generations().loaded(load, fixture.clock.millis(), 0));
    for (Duration ahead : List.of(Duration.ofDays(1), Duration.ofDays(-1))) {
      fixture.storeAhead = ahead;
      fixture.clock.advance(Duration.ofSeconds(1));
      assertThat(status(http.get("/features/card/4711").json(), "card_spend@1"), is("STALE"));
      assertThat(status(http.get("/features/card/nobody").json(), "card_spend@1"), is("STALE"));
      assertThat(health(), startsWith("CLOCKS_APART: "));
    }
    fixture.storeAhead = Duration.ofSeconds(5); // clocks differ a little
    fixture.clock.advance(Duration.ofSeconds(1));
    assertThat(status(http.get("/features/card/4711").json(), "card_spend@1"), is("PRESENT"));
    assertThat(health(), startsWith("LOADED; as of the load of "));
  }

  @Test
  void anEntityWithoutAStateIsAnErrorWhereStatesAreOfAnotherDefinition() {
    var before = fixture.generation("card_spend@1");
    var other = fixture.begin(before.view(), "0123456789abcdef");
    Fixture.await(fixture.store.generations().point(Optional.of(before), other));
    fixture.pass(Duration.ofSeconds(1));
    JsonNode answer = http.get("/features/card/nobody").json();
    assertThat(status(answer, "card_spend@1"), is("ERROR"));
    assertThat(answer.at("/features/count_24h").isNull(), is(true));
    assertThat(
        health(),
        allOf(
            startsWith("OTHER_DEFINITION: "),
            containsString("0123456789abcdef"),
            containsString(fixture.view("card_spend@1").fingerprintText())));
    assertThat(status(http.get("/features/user/nobody").json(), "user_activity@1"), is("MISSING"));
  }

  private String health() {
    http.get("/health"); // triggers a check
    return http.get("/health").json().at("/details/pipelines/details/card_spend@1").textValue();
  }

  /** What is served is right: after a fault the job reads again what no checkpoint has. */
  @Test
  void aJobWhoseCheckpointsFailStaysFreshAndHealthSaysWhatToDo() {
    fixture.store("card_spend@1", "4711", Payment.ago(Duration.ZERO, "1.00"));
    long begun = fixture.clock.millis();
    fixture.clock.advance(Duration.ofMinutes(5));
    fixture.progress("card_spend@1", fixture.clock.millis(), begun);
    assertThat(health(), is("FRESH"));
    fixture.clock.advance(Duration.ofSeconds(10));
    fixture.progress("card_spend@1", fixture.clock.millis(), begun);
    assertThat(
        health(), startsWith("FRESH; the job has completed no checkpoint for 5m 10s: values are"));
    assertThat(health(), containsString("retention.ms"));
    assertThat(health(), containsString("twinstream stream status"));
    assertThat(status(http.get("/features/card/4711").json(), "card_spend@1"), is("PRESENT"));
    assertThat(
        http.get("/metrics").body(),
        containsString("twinstream_view_checkpoint_age_seconds{view=\"card_spend@1\"} 310.0"));
  }

  @Test
  void anEntityOlderThanItsTimeToLiveIsExpired() {
    fixture.store("card_spend@1", "4711", Payment.ago(Duration.ZERO, "1.00"));
    fixture.pass(Duration.ofDays(30));
    assertThat(status(http.get("/features/card/4711").json(), "card_spend@1"), is("PRESENT"));
    fixture.pass(Duration.ofSeconds(1));
    JsonNode answer = http.get("/features/card/4711").json();
    assertThat(status(answer, "card_spend@1"), is("EXPIRED"));
    assertThat(answer.at("/features/last_user").isNull(), is(true));
    assertThat(
        answer.at("/metadata/views/card_spend@1/age_ms").longValue(),
        is(Duration.ofDays(30).toMillis() + 1_000));
  }

  @Test
  void aPipelineThatIsBehindMakesValuesStaleAndTheyAreServed() {
    fixture.store("card_spend@1", "4711", Payment.ago(Duration.ofMinutes(2), "1.00"));
    fixture.clock.advance(Duration.ofSeconds(10));
    assertThat(status(http.get("/features/card/4711").json(), "card_spend@1"), is("PRESENT"));
    fixture.clock.advance(Duration.ofSeconds(1));
    JsonNode answer = http.get("/features/card/4711").json();
    assertThat(status(answer, "card_spend@1"), is("STALE"));
    assertThat(answer.at("/features/count_5m").intValue(), is(1));
    fixture.alive();
    fixture.clock.advance(Duration.ofSeconds(1));
    assertThat(status(http.get("/features/card/4711").json(), "card_spend@1"), is("PRESENT"));
    fixture.progress("card_spend@1", fixture.clock.millis() - 60_000);
    fixture.clock.advance(Duration.ofSeconds(1));
    assertThat(status(http.get("/features/card/4711").json(), "card_spend@1"), is("STALE"));
  }

  /**
   * The clock of the job's machine, or of this one, which would evaluate a state as of a day ago.
   */
  @Test
  void aClockThatIsADayOffNeverMakesValuesPresent() {
    fixture.store("card_spend@1", "4711", Payment.ago(Duration.ofMinutes(2), "1.00"));
    long now = fixture.clock.millis();
    fixture.progress("card_spend@1", now + Duration.ofDays(1).toMillis());
    fixture.clock.advance(Duration.ofSeconds(1));
    JsonNode answer = http.get("/features/card/4711").json();
    assertThat(status(answer, "card_spend@1"), is("STALE"));
    assertThat(status(http.get("/features/card/nobody").json(), "card_spend@1"), is("STALE"));
    assertThat(health(), startsWith("CLOCKS_APART: "));
    assertThat(counted("twinstream_view_clocks_apart_total{view=\"card_spend@1\"}"), is(2.0));

    fixture.progress("card_spend@1", now - Duration.ofDays(1).toMillis());
    fixture.clock.advance(Duration.ofSeconds(1));
    answer = http.get("/features/card/4711").json();
    assertThat(status(answer, "card_spend@1"), is("STALE"));
    assertThat(health(), is("STALE"));

    fixture.progress("card_spend@1", fixture.clock.millis() + 5_000); // clocks differ a little
    fixture.clock.advance(Duration.ofSeconds(1));
    assertThat(status(http.get("/features/card/4711").json(), "card_spend@1"), is("PRESENT"));
  }

  private double counted(String series) {
    return http.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  @Test
  void anotherLayoutIsAnErrorOfItsViewAlone() {
    byte[] other =
        fixture.view("user_activity@1").encode(fixture.state("user_activity@1", aPayment()));
    fixture.store("card_spend@1", "4711", 1, 1, other);
    fixture.store("user_activity@1", "anna", aPayment());
    JsonNode answer =
        http.post(
                "/features/online",
                """
                {"service": "fraud@1", "entities": {"card": "4711", "user": "anna"}}\
                """)
            .json();
    assertThat(status(answer, "card_spend@1"), is("ERROR"));
    assertThat(status(answer, "user_activity@1"), is("PRESENT"));
    assertThat(answer.at("/features/count_24h").isNull(), is(true));
    assertThat(answer.at("/features/user_count_24h").intValue(), is(1));
  }

  @Test
  void aStateAheadOfTheClockIsEvaluatedAsOfItsNewestEvent() {
    Instant ahead = Fixture.NOW.plusSeconds(20);
    fixture.store("card_spend@1", "4711", new Payment(ahead, "1.00", "anna"));
    JsonNode answer = http.get("/features/card/4711").json();
    assertThat(answer.at("/features/count_5m").intValue(), is(1));
    JsonNode view = answer.at("/metadata/views/card_spend@1");
    assertThat(view.get("effective_as_of").textValue(), is(ahead.toString()));
    assertThat(view.get("age_ms").longValue(), is(-20_000L));
  }

  @Test
  void aMovedPointerIsFollowed() {
    fixture.store("card_spend@1", "4711", aPayment());
    assertThat(http.get("/features/card/4711").json().at("/features/count_24h").intValue(), is(1));
    var before = fixture.generation("card_spend@1");
    var next = fixture.begin(before.view());
    Fixture.await(fixture.store.generations().point(Optional.of(before), next));
    fixture.pass(Duration.ofSeconds(1));
    JsonNode answer = http.get("/features/card/4711").json();
    assertThat(answer.at("/features/count_24h").intValue(), is(0));
    assertThat(answer.at("/metadata/views/card_spend@1/generation").longValue(), is(next.number()));
  }

  static String status(JsonNode answer, String view) {
    return answer.at("/metadata/views").get(view).get("status").textValue();
  }

  static Payment aPayment() {
    return aPayment("1.00");
  }

  static Payment aPayment(String amount) {
    return Payment.ago(Duration.ofMinutes(1), amount);
  }
}
