package io.twinstream.local.simulation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

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

class ClickSimulationTest {
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void theFunnelNarrows() {
    Map<String, Integer> counts = new HashMap<>();
    Map<String, Set<String>> reached = new HashMap<>();
    Map<String, String> users = new HashMap<>();
    long[] last = {0};
    int[] labelled = {0, 0};
    new ClickSimulation(1, 400)
        .history(
            FROM,
            10,
            record -> {
              JsonNode json = json(record);
              if (record.source().equals(Simulation.LABELLED)) {
                labelled[0]++;
                labelled[1] += json.path("clicked").asBoolean() ? 1 : 0;
                return;
              }
              assertThat(record.time(), greaterThanOrEqualTo(last[0]));
              last[0] = record.time();
              String type = json.path("event_type").asText();
              counts.merge(type, 1, Integer::sum);
              String session = json.path("session_id").asText();
              String of = session + " " + json.path("item_id").asText();
              String before = before(type);
              if (before != null) {
                assertThat(of + " " + before, reached.get(before).contains(of), is(true));
              }
              reached.computeIfAbsent(type, key -> new HashSet<>()).add(of);
              assertThat(json.has("revenue"), is(type.equals("purchase")));
              String user = json.path("user_id").asText();
              assertThat(users.getOrDefault(session, user), is(user));
              users.put(session, user);
            });
    int impressions = counts.get("impression");
    int views = counts.get("view");
    int carts = counts.get("add_to_cart");
    // 400 users make 200 sessions a day of 1 / 0.3 pages with 5 products.
    assertThat((double) impressions, closeTo(2_000 * 5 / 0.3, 2_000));
    assertThat((double) views / impressions, closeTo(0.13, 0.03));
    assertThat((double) carts / views, closeTo(0.17, 0.04));
    assertThat((double) counts.get("purchase") / carts, closeTo(0.4, 0.06));
    assertThat(labelled[0], lessThan(impressions));
    assertThat((double) labelled[0], closeTo(impressions, 300));
    assertThat((double) labelled[1] / labelled[0], closeTo((double) views / impressions, 0.005));
  }

  private static String before(String type) {
    return switch (type) {
      case "view" -> "impression";
      case "add_to_cart" -> "view";
      case "purchase" -> "add_to_cart";
      default -> null;
    };
  }

  @Test
  void equalSeedsGiveEqualRecords() {
    ClickSimulation one = new ClickSimulation(4, 30);
    List<String> first = history(one);
    assertThat(history(one), is(first));
    assertThat(history(new ClickSimulation(4, 30)), is(first));
    assertThat(history(new ClickSimulation(5, 30)).equals(first), is(false));
    ClickSimulation live = new ClickSimulation(4, 30);
    ClickSimulation other = new ClickSimulation(4, 30);
    for (int i = 0; i < 5_000; i++) {
      assertThat(live.next(FROM).payload(), is(other.next(FROM).payload()));
    }
  }

  private static List<String> history(Simulation simulation) {
    List<String> records = new ArrayList<>();
    simulation.history(
        FROM,
        5,
        record ->
            records.add(
                record.source() + " " + new String(record.payload(), StandardCharsets.UTF_8)));
    return records;
  }

  private static JsonNode json(SimulatedRecord record) {
    try {
      return JSON.readTree(record.payload());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
