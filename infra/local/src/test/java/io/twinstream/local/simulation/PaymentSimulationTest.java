package io.twinstream.local.simulation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Compares simulated payments with what the Fraud Detection Handbook says about its own. */
class PaymentSimulationTest {
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final long DAY = 86_400_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The Handbook's sizes, over half of its days. */
  private static final int CUSTOMERS = 5_000;

  private static final int DAYS = 90;

  @Test
  void sharesOfFraudAreThoseOfTheHandbook() {
    Population population = new Population(1, CUSTOMERS);
    Payments payments = new Payments(1, population);
    assertThat(population.radius(), is(5.0));
    assertThat((double) payments.perDay(), closeTo(2.0 * CUSTOMERS, 0.05 * 2 * CUSTOMERS));
    long[] counts = new long[4];
    long all = 0;
    for (int day = 0; day < DAYS; day++) {
      for (int k = 0; k < payments.perDay(); k++) {
        Payment payment = payments.ofDay(all, day, k, 0);
        counts[payment.scenario()]++;
        all++;
      }
    }
    // Of the Handbook's 1,754,155 payments in 183 days: 978, 9,099 and 4,631 by scenario.
    assertThat(share(counts[FraudScenarios.AMOUNT], all), closeTo(100 * above(220), 0.01));
    assertThat(share(counts[FraudScenarios.AMOUNT], all), closeTo(0.0558, 0.01));
    // 2 of 10,000 terminals a day, 28 days each, of which the first ones are not yet all there.
    assertThat(share(counts[FraudScenarios.TERMINAL], all), closeTo(0.56 * (1 - 13.5 / DAYS), 0.1));
    // 3 of 5,000 customers a day, 14 days each, a third of their payments.
    assertThat(share(counts[FraudScenarios.CUSTOMER], all), closeTo(0.28 * (1 - 6.5 / DAYS), 0.07));
  }

  private static double share(long part, long all) {
    return 100.0 * part / all;
  }

  /** The probability of an amount above a limit: the mean is uniform, the deviation half of it. */
  private static double above(double limit) {
    double sum = 0;
    int steps = 10_000;
    for (int i = 0; i < steps; i++) {
      double mean = 5 + 95 * (i + 0.5) / steps;
      sum += tail((limit - mean) / (mean / 2));
    }
    return sum / steps;
  }

  /** The probability that a standard normal number is above z, by Simpson's rule. */
  private static double tail(double z) {
    int steps = 200;
    double width = 10.0 / steps;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double x = z + i * width;
      double weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * Math.exp(-x * x / 2);
    }
    return sum * width / 3 / Math.sqrt(2 * Math.PI);
  }

  @Test
  void amountsAreThoseOfTheCustomer() {
    Population population = new Population(3, 1_000);
    Payments payments = new Payments(3, population);
    double relative = 0;
    double square = 0;
    double mean = 0;
    int count = 0;
    for (int i = 0; i < 200_000; i++) {
      Payment payment = payments.at(i, 0, 0);
      if (payment.scenario() != FraudScenarios.CUSTOMER) {
        double ratio = payment.cents() / 100.0 / population.meanAmount[payment.customer()];
        relative += ratio;
        square += ratio * ratio;
        mean += payment.cents() / 100.0;
        count++;
      }
    }
    // Normal with mean 1 and deviation 1/2; the 2.28 % below 0 become uniform from 0 to 2.
    assertThat(relative / count, closeTo(1.0274, 0.01));
    double expectedSquare = 1.25 - belowZero() + 0.02275 * 4.0 / 3;
    assertThat(square / count, closeTo(expectedSquare, 0.02));
    assertThat(mean / count, closeTo(53.95, 3));
  }

  /** The part of the second moment of a normal (1, 1/2) below 0. */
  private static double belowZero() {
    double sum = 0;
    int steps = 100_000;
    double width = 4.0 / steps;
    for (int i = 0; i < steps; i++) {
      double x = -(i + 0.5) * width;
      double z = (x - 1) / 0.5;
      sum += x * x * Math.exp(-z * z / 2) / (0.5 * Math.sqrt(2 * Math.PI)) * width;
    }
    return sum;
  }

  @Test
  void paymentsAreInOrderAndMostlyAroundNoon() {
    Payments payments = new Payments(1, new Population(1, 1_000));
    long before = 0;
    int aroundNoon = 0;
    for (int k = 0; k < payments.perDay(); k++) {
      long time = payments.ofDay(k, 0, k, 0).time();
      assertThat(time, greaterThanOrEqualTo(before));
      before = time;
      aroundNoon += Math.abs(time - DAY / 2) < 20_000_000 ? 1 : 0;
    }
    assertThat(before, lessThan(DAY));
    // 68.27 % are within a deviation; 3.08 % of a normal distribution are cut off at midnight.
    assertThat((double) aroundNoon / payments.perDay(), closeTo(0.6827 / 0.9692, 0.01));
  }

  @Test
  void terminalsAreNearTheCustomer() {
    Population population = new Population(7, 300);
    int pairs = 0;
    for (int customer = 0; customer < 300; customer++) {
      Set<Integer> near = new HashSet<>();
      for (int terminal = 0; terminal < population.terminals; terminal++) {
        double distance =
            Math.hypot(
                population.customerX[customer] - population.terminalX[terminal],
                population.customerY[customer] - population.terminalY[terminal]);
        if (distance < population.radius()) {
          near.add(terminal);
        }
      }
      Set<Integer> found = new HashSet<>();
      for (int terminal : population.near[customer]) {
        found.add(terminal);
      }
      assertThat(found, is(near));
      pairs += near.size();
    }
    assertThat(pairs / 300, greaterThan(6));
  }

  @Test
  void equalSeedsGiveEqualRecords() {
    assertThat(history(5, 50, 12), is(history(5, 50, 12)));
    assertThat(history(5, 50, 12), is(not(history(6, 50, 12))));
    PaymentSimulation simulation = new PaymentSimulation(5, 50);
    simulation.history(FROM, 12, record -> {});
    List<String> again = new ArrayList<>();
    simulation.history(FROM, 12, record -> again.add(text(record)));
    assertThat(again, is(history(5, 50, 12)));
  }

  @Test
  void everyLabelArrivesTwoToSevenDaysAfterItsPayment() {
    Map<String, JsonNode> payments = new HashMap<>();
    Map<String, JsonNode> labels = new HashMap<>();
    List<JsonNode> rows = new ArrayList<>();
    Set<String> devices = new HashSet<>();
    new PaymentSimulation(2, 100)
        .history(
            FROM,
            20,
            record -> {
              JsonNode json = json(record);
              String id = json.path("transaction_id").asText();
              switch (record.source()) {
                case PaymentSimulation.TRANSACTIONS -> payments.put(id, json);
                case PaymentSimulation.LABELS -> labels.put(id, json);
                case PaymentSimulation.DEVICES -> devices.add(json.path("device_id").asText());
                default -> rows.add(json);
              }
            });
    assertThat(devices.size(), is(100));
    assertThat(rows.size(), is(labels.size()));
    long last = FROM.toEpochMilli() + 20 * DAY;
    for (Map.Entry<String, JsonNode> each : payments.entrySet()) {
      long paid = time(each.getValue());
      JsonNode label = labels.get(each.getKey());
      if (label == null) {
        assertThat(paid, greaterThan(last - 8 * DAY));
      } else {
        double days = (double) (time(label) - paid) / DAY;
        assertThat(days, greaterThan(2.24));
        assertThat(days, lessThan(6.26));
        assertThat(label.path("amount"), is(each.getValue().path("amount")));
      }
    }
    for (JsonNode row : rows) {
      JsonNode payment = payments.get(row.path("transaction_id").asText());
      assertThat(row.path("fraud").asBoolean(), is(row.path("scenario").asInt() != 0));
      assertThat(row.path("os"), is(payment.path("device").path("os")));
      assertThat(row.path("country"), is(payment.path("geo").path("country")));
      assertThat(row.path("lat"), is(payment.path("location").path("lat")));
      assertThat(row.path("timestamp"), is(payment.path("timestamp")));
    }
  }

  private static long time(JsonNode record) {
    return Instant.parse(record.path("timestamp").asText()).toEpochMilli();
  }

  private static List<String> history(long seed, int customers, int days) {
    List<String> records = new ArrayList<>();
    new PaymentSimulation(seed, customers).history(FROM, days, record -> records.add(text(record)));
    return records;
  }

  private static String text(SimulatedRecord record) {
    return record.source()
        + " "
        + record.key()
        + " "
        + new String(record.payload(), StandardCharsets.UTF_8);
  }

  private static JsonNode json(SimulatedRecord record) {
    try {
      return JSON.readTree(record.payload());
    } catch (IOException e) {
      throw new UncheckedIOException(text(record), e);
    }
  }
}
