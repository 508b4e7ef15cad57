package io.twinstream.features.enrich;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.EnrichedSource;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.oracle.NaiveOracle;
import io.twinstream.features.row.FeatureRow;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the events of enriched sources against their definition, applied event by event. */
class EnrichedHistoryTest {
  private static final Project PROJECT = Devices.PROJECT;

  @ParameterizedTest
  @MethodSource("seeds")
  void equalsTheNaiveOracle(long seed) {
    Map<String, List<Event>> read = Devices.events(seed, 120);
    EnrichedHistory history = new EnrichedHistory(PROJECT, read);
    Naive naive = new Naive(read);
    for (String source : PROJECT.enriched().keySet()) {
      Map<Position, Map<String, Object>> expected = naive.values(source);
      assertThat(expected.keySet(), is(not(empty())));
      assertThat(source, values(source, history.events(source)), equalTo(expected));
    }
  }

  /** More with {@code -Dtwinstream.enriched.histories=200}. */
  static LongStream seeds() {
    return LongStream.range(100, 100 + Long.getLong("twinstream.enriched.histories", 6));
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void theOrderOfTheInputDoesNotMatter(long seed) {
    Map<String, List<Event>> read = Devices.events(seed, 120);
    EnrichedHistory history = new EnrichedHistory(PROJECT, read);
    Map<String, List<Event>> shuffled = new HashMap<>();
    read.forEach(
        (source, events) -> {
          List<Event> other = new ArrayList<>(events);
          Collections.shuffle(other, new Random(seed));
          shuffled.put(source, other);
        });
    EnrichedHistory again = new EnrichedHistory(PROJECT, shuffled);
    for (String source : PROJECT.enriched().keySet()) {
      assertThat(values(source, again.events(source)), is(values(source, history.events(source))));
    }
  }

  @Test
  void allStatusesOccur() {
    Set<Object> statuses = new TreeSet<>();
    for (long seed = 1; seed <= 20; seed++) {
      values(
              "payments_plus",
              new EnrichedHistory(PROJECT, Devices.events(seed, 120)).events("payments_plus"))
          .values()
          .forEach(event -> statuses.add(event.get("recent.status")));
    }
    assertThat(statuses, is(Set.of("EXPIRED", "MISSING", "PRESENT")));
  }

  @Test
  void anEnrichedEventKeepsItsPlaceAndIdentity() {
    Map<String, List<Event>> read = Devices.events(30, 120);
    Map<Position, Event> payments = new HashMap<>();
    read.get("payments").forEach(event -> payments.put(event.position(), event));
    List<Event> waiting = new EnrichedHistory(PROJECT, read).events("payments_waiting");
    assertThat(waiting.size(), is(payments.size()));
    assertThat(waiting.size(), greaterThan(50));
    for (Event event : waiting) {
      Event payment = payments.get(event.position());
      assertThat(event.identity(), is(payment.identity()));
      assertThat(event.id(), is(payment.id()));
      assertThat(event.ts(), is(payment.ts()));
      assertThat(event.known(), is(payment.known() + 5 * Devices.MINUTE));
    }
  }

  private static Map<Position, Map<String, Object>> values(String source, List<Event> events) {
    Map<Position, Map<String, Object>> values = new HashMap<>();
    for (Event event : events) {
      Map<String, Object> previous =
          values.put(event.position(), values(PROJECT.source(source).schema(), event));
      assertThat("one event per position", previous == null);
    }
    return values;
  }

  private static Map<String, Object> values(Schema schema, Event event) {
    Map<String, Object> values = new TreeMap<>();
    for (int slot = 0; slot < schema.size(); slot++) {
      if (!event.isNull(slot)) {
        Object text = event.text(slot);
        values.put(schema.field(slot).name(), text != null ? text : (Object) event.bits(slot));
      }
    }
    return values;
  }

  /** Evaluates each lookup of each event from the list of all events that it sees. */
  private static final class Naive {
    private final Map<String, List<Event>> read;

    Naive(Map<String, List<Event>> read) {
      this.read = read;
    }

    Map<Position, Map<String, Object>> values(String source) {
      EnrichedSource made = PROJECT.enriched().get(source);
      List<Event> from = events(made.from());
      Schema schema = PROJECT.source(made.from()).schema();
      Map<Position, Map<String, Object>> all = new HashMap<>();
      for (Event event : from) {
        Map<String, Object> values = EnrichedHistoryTest.values(schema, event);
        long stands = event.known() + made.waiting().toMillis();
        made.with().forEach((alias, id) -> lookUp(values, alias, PROJECT.view(id), event, stands));
        if (source.equals("payments_plus")) {
          plus(values);
          if ((Long) values.getOrDefault("amount", 0L) < 200) {
            continue;
          }
        } else if (source.equals("payments_twice")) {
          twice(values);
        }
        all.put(event.position(), values);
      }
      return all;
    }

    /** The events of an enriched source come from the class under test, which is checked first. */
    private List<Event> events(String source) {
      return read.containsKey(source)
          ? read.get(source)
          : new EnrichedHistory(PROJECT, read).events(source);
    }

    private void lookUp(
        Map<String, Object> values, String alias, View view, Event event, long stands) {
      CompiledView compiled = CompiledView.of(PROJECT, view);
      String key = (String) values.get(PROJECT.entity(view.entity()).key());
      List<Event> seen =
          events(view.source()).stream()
              .filter(x -> key != null && key.equals(compiled.key(x)))
              .filter(x -> x.known() < stands)
              .toList();
      long newest = seen.stream().mapToLong(Event::ts).max().orElse(Long.MIN_VALUE);
      long asOf = Math.max(event.ts(), newest);
      String status = seen.isEmpty() ? "MISSING" : "PRESENT";
      if (!seen.isEmpty() && compiled.reach().isPresent()) {
        long ttl = view.ttl().map(java.time.Duration::toMillis).orElse(Long.MAX_VALUE / 2);
        long last = view.ttl().isPresent() ? 2 * ttl : compiled.reach().getAsLong();
        status = asOf - newest > last ? "MISSING" : asOf - newest > ttl ? "EXPIRED" : status;
      }
      FeatureRow row =
          new NaiveOracle(PROJECT, view, compiled.types())
              .evaluate(status.equals("PRESENT") ? seen : List.of(), asOf);
      for (int i = 0; i < row.size(); i++) {
        if (!row.isNull(i)) {
          String text = row.text(i);
          values.put(
              alias + "." + compiled.names().get(i), text != null ? text : (Object) row.bits(i));
        }
      }
      values.put(alias + ".status", status);
      values.put(alias + ".as_of", asOf);
    }

    private static void plus(Map<String, Object> values) {
      Long mean = (Long) values.get("before.amount_mean_1h");
      if (mean != null) {
        BigDecimal exact = new BigDecimal(Double.longBitsToDouble(mean));
        values.put(
            "mean", exact.setScale(2, RoundingMode.HALF_EVEN).unscaledValue().longValueExact());
      }
      Long amount = (Long) values.get("amount");
      boolean isA = Objects.equals(values.get("profile.os"), "a");
      boolean osIsNull = values.get("profile.os") == null;
      if (!(osIsNull && amount > 5000)) { // null && false is false
        values.put("risky", isA && amount > 5000 ? 1L : 0L);
      }
    }

    private static void twice(Map<String, Object> values) {
      Long sum = (Long) values.get("shop.mean_sum_1h");
      if (sum != null) {
        double amount = (Long) values.get("amount") / 100.0;
        values.put("of_mean", Double.doubleToRawLongBits(amount - Double.longBitsToDouble(sum)));
      }
    }
  }

  @Test
  void duplicatesAndTiesAreAmongTheInput() {
    List<Event> payments = Devices.decode("payments", Devices.records("payments", 1, 120));
    Set<Long> identities = new HashSet<>();
    payments.forEach(event -> identities.add(event.identity()));
    assertThat(identities.size(), is(not(payments.size())));
  }
}
