package io.twinstream.local.traffic;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TransactionsTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

  @Test
  void theSeedAndTheNumberDecideAPayment() {
    Transactions one = new Transactions(7, 1_000, 1.1);
    assertThat(one.at(5, TIME), is(new Transactions(7, 1_000, 1.1).at(5, TIME)));
    assertThat(one.at(5, TIME), is(not(one.at(6, TIME))));
    assertThat(one.at(5, TIME), is(not(new Transactions(8, 1_000, 1.1).at(5, TIME))));
  }

  @Test
  void paymentsAreJsonOfTheDeclaredFields() throws Exception {
    JsonNode json = new ObjectMapper().readTree(new Transactions(7, 1_000, 0).at(3, TIME).bytes());
    assertThat(json.path("transaction_id").asText(), is("t7-3"));
    assertThat(json.path("timestamp").asText(), is("2026-01-02T03:04:05.678Z"));
    assertThat(json.path("amount").decimalValue().scale() <= 2, is(true));
    assertThat(json.size(), is(9));
  }

  @Test
  void zipfMakesLowRanksBusyAndExponentZeroMakesAllEqual() {
    assertThat(shareOfFirstTen(new Zipf(1_000, 1.1)), is(greaterThan(0.4)));
    assertThat(shareOfFirstTen(new Zipf(1_000, 0)), is(closeTo(0.01, 0.005)));
    assertThat(shareOfFirstTen(new Zipf(10, 0)), is(1.0));
  }

  private static double shareOfFirstTen(Zipf zipf) {
    SplittableRandom random = new SplittableRandom(1);
    int first = 0;
    for (int i = 0; i < 20_000; i++) {
      first += zipf.sample(random) < 10 ? 1 : 0;
    }
    return first / 20_000.0;
  }

  @Test
  void amountsLookLikePayments() {
    Transactions transactions = new Transactions(1, 1_000, 0);
    int above300 = 0;
    for (int i = 0; i < 10_000; i++) {
      double amount = Double.parseDouble(transactions.at(i, TIME).amount());
      assertThat(amount, is(greaterThan(0.0)));
      above300 += amount > 300 ? 1 : 0;
    }
    assertThat(above300, is(greaterThan(30)));
    assertThat(above300, is(lessThan(400)));
  }

  @Test
  void impossibleTrafficIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> traffic(0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> traffic(1, 1.1, 0));
    assertThrows(IllegalArgumentException.class, () -> traffic(1, 0, Double.NaN));
  }

  private static Traffic traffic(int cards, double duplicates, double bad) {
    return new Traffic(1, cards, 0, duplicates, bad, Duration.ZERO, Duration.ZERO);
  }
}
