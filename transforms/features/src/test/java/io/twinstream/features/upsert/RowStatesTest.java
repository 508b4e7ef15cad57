package io.twinstream.features.upsert;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.column.StateFormatException;
import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventCodec;
import io.twinstream.features.oracle.RowScan;
import io.twinstream.features.row.FeatureRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The states of a source of changes depend on the set of versions only, and tell its table. */
class RowStatesTest {
  private static final Orders ORDERS = new Orders("");
  private static final Orders NARROW = new Orders("max_rows: 3\n    max_entities: 2");
  private static final String GOLDEN =
      "939524104 04833e13b98c52980e94afe8ed94670001b2ab200202026f30000300cc88ecec946702"
          + "3203afed125146fa026f3100030194afe8ed946702a332ed2707c3e983ac86c8e794670f8a5002"
          + "78300200";
  private static final long HOUR = 60 * Orders.MINUTE;

  @Test
  void equalSetsOfVersionsHaveEqualBytes() {
    for (Orders orders : List.of(ORDERS, NARROW)) {
      for (int seed = 0; seed < 150; seed++) {
        Random random = new Random(seed);
        List<Event> versions = versions(orders, random);
        Map<String, String> expected = bytes(orders, orders.states(versions));
        for (int i = 0; i < 3; i++) {
          Collections.shuffle(versions, random);
          assertThat("seed " + seed, bytes(orders, orders.states(versions)), equalTo(expected));
        }
      }
    }
  }

  @Test
  void changesOfRowsMayComeInAnyOrder() {
    for (Orders orders : List.of(ORDERS, NARROW)) {
      for (int seed = 0; seed < 150; seed++) {
        Random random = new Random(seed);
        List<Event> versions = versions(orders, random);
        RowStep step = orders.view.rowStep();
        Map<String, RowSummary> rows = new HashMap<>();
        List<Event> changes = new ArrayList<>();
        for (Event version : versions) {
          RowSummary before = rows.getOrDefault(version.id(), step.empty());
          rows.put(version.id(), step.add(before, version, (entity, event) -> changes.add(event)));
        }
        Map<String, String> expected = bytes(orders, orders.states(versions));
        Collections.shuffle(changes, random);
        Map<String, EntityState> states = new HashMap<>();
        for (Event change : changes) {
          String entity = orders.view.key(change);
          states.put(
              entity, orders.view.add(states.getOrDefault(entity, orders.view.empty()), change));
        }
        assertThat("seed " + seed, bytes(orders, states), equalTo(expected));
      }
    }
  }

  private static List<Event> versions(Orders orders, Random random) {
    long span = HOUR * (1 + random.nextInt(60));
    return new ArrayList<>(
        orders.versions(
            random, 2 + random.nextInt(60), 1 + random.nextInt(8), 1 + random.nextInt(4), span));
  }

  private static Map<String, String> bytes(Orders orders, Map<String, EntityState> states) {
    Map<String, String> bytes = new TreeMap<>();
    states.forEach(
        (entity, state) -> {
          byte[] encoded = orders.view.encode(state);
          assertThat(orders.view.encode(orders.view.decode(encoded)), equalTo(encoded));
          bytes.put(entity, state.count() + " " + HexFormat.of().formatHex(encoded));
        });
    return bytes;
  }

  @Test
  void theVersionOfAStateRisesWithItsBytes() {
    int overflows = 0;
    for (int seed = 0; seed < 300; seed++) {
      Orders orders = seed % 2 == 0 ? ORDERS : NARROW;
      Random random = new Random(seed);
      List<Event> versions = versions(orders, random);
      Collections.shuffle(versions, random);
      Map<String, RowSummary> rows = new HashMap<>();
      Map<String, EntityState> states = new HashMap<>();
      for (Event version : versions) {
        Map<String, EntityState> before = new HashMap<>(states);
        orders.add(rows, states, version);
        for (String entity : before.keySet()) {
          EntityState old = before.get(entity);
          EntityState now = states.get(entity);
          int compared = Long.compare(now.order(), old.order());
          compared = compared == 0 ? Long.compare(now.count(), old.count()) : compared;
          boolean same =
              HexFormat.of()
                  .formatHex(orders.view.encode(old))
                  .equals(HexFormat.of().formatHex(orders.view.encode(now)));
          assertThat("seed " + seed + " " + entity, compared, is(same ? 0 : 1));
          assertThat(now.count(), lessThan(1L << 52));
          overflows += now.count() >= 1L << 46 ? 1 : 0;
        }
      }
    }
    assertThat(overflows, greaterThan(0));
  }

  @Test
  void featuresAreThoseOfAScanOfTheTable() {
    int inexact = 0;
    for (int seed = 0; seed < 300; seed++) {
      Orders orders = seed % 3 == 0 ? NARROW : ORDERS;
      Random random = new Random(seed);
      List<Event> versions = versions(orders, random);
      long last = versions.get(versions.size() - 1).known();
      RowScan scan = new RowScan(orders.project, orders.view.view(), orders.view.types());
      Map<String, EntityState> states = orders.states(versions);
      for (String entity : List.of("c0", "c1", "c2", "c3", "nobody")) {
        EntityState state = states.getOrDefault(entity, orders.view.empty());
        for (long asOf : List.of(last, last + 17 * Orders.MINUTE, last + 3 * HOUR)) {
          FeatureRow row = orders.view.evaluate(orders.view.encode(state), asOf);
          if (orders == NARROW && row.hasInexact()) {
            inexact++;
            continue;
          }
          assertThat(
              "seed " + seed + " " + entity + " at " + asOf,
              row.toString(),
              equalTo(scan.evaluate(versions, entity, asOf).toString()));
        }
      }
    }
    assertThat(inexact, greaterThan(0));
  }

  @Test
  void summariesMergeInAnyOrder() {
    EventCodec codec = EventCodec.of(ORDERS.project.source("orders"));
    for (Orders orders : List.of(ORDERS, NARROW)) {
      for (int seed = 0; seed < 200; seed++) {
        Random random = new Random(seed);
        List<Event> versions = orders.versions(random, 3 + random.nextInt(30), 1, 4, 50 * HOUR);
        RowStep step = orders.view.rowStep();
        RowSummary[] parts = {step.empty(), step.empty(), step.empty()};
        RowSummary all = step.empty();
        for (Event version : versions) {
          int part = random.nextInt(3);
          parts[part] = step.add(parts[part], version, (entity, event) -> {});
          all = step.add(all, version, (entity, event) -> {});
        }
        byte[] expected = bytes(all, codec);
        RowSummary left = step.merge(step.merge(parts[0], parts[1]), parts[2]);
        RowSummary right = step.merge(parts[2], step.merge(parts[1], parts[0]));
        assertThat(strip(left, codec), equalTo(strip(all, codec)));
        assertThat(strip(right, codec), equalTo(strip(all, codec)));
        assertThat(bytes(step.merge(all, step.empty()), codec), equalTo(expected));
      }
    }
  }

  private static byte[] bytes(RowSummary summary, EventCodec codec) {
    ByteWriter out = new ByteWriter(100);
    summary.write(codec, out);
    RowSummary read =
        RowSummary.read(codec, new io.twinstream.features.bytes.ByteReader(out.toByteArray()));
    ByteWriter again = new ByteWriter(100);
    read.write(codec, again);
    assertThat(again.toByteArray(), equalTo(out.toByteArray()));
    return out.toByteArray();
  }

  /** Leaves out which of equal versions was kept. */
  private static String strip(RowSummary summary, EventCodec codec) {
    bytes(summary, codec);
    StringBuilder text = new StringBuilder();
    for (RowSummary.Tile tile : summary.tiles()) {
      text.append(tile.index()).append(' ').append(tile.versions());
      text.append(' ').append(tile.greatest().identity());
      text.append(' ').append(tile.entities()).append(tile.overflow()).append('\n');
    }
    return text.toString();
  }

  @Test
  void whatIsForgottenBehindTheWatermarkIsNotMissed() {
    int forgotten = 0;
    int collected = 0;
    for (int seed = 0; seed < 200; seed++) {
      Orders orders = seed % 2 == 0 ? ORDERS : NARROW;
      Random random = new Random(seed);
      List<Event> versions = orders.versions(random, 60, 1 + random.nextInt(6), 3, 400 * HOUR);
      Map<String, String> expected = bytes(orders, orders.states(versions));
      // Partitions are read at different speeds; the watermark is that of the slowest.
      List<Event> arriving = new ArrayList<>(versions);
      for (int i = 0; i < arriving.size(); i++) {
        Collections.swap(arriving, i, Math.min(arriving.size() - 1, i + random.nextInt(6)));
      }
      RowStep step = orders.view.rowStep();
      long keep = orders.view.reach().getAsLong() + 2 * HOUR;
      Map<String, RowSummary> rows = new HashMap<>();
      Map<String, EntityState> states = new HashMap<>();
      Map<String, String> gone = new HashMap<>();
      for (int i = 0; i < arriving.size(); i++) {
        long watermark =
            arriving.subList(i, arriving.size()).stream().mapToLong(Event::known).min().getAsLong();
        for (String row : List.copyOf(rows.keySet())) {
          RowSummary left = step.forget(rows.get(row), watermark);
          forgotten += rows.get(row).tiles().size() - left.tiles().size();
          rows.put(row, left);
        }
        for (String entity : List.copyOf(states.keySet())) {
          if (watermark >= states.get(entity).newest() + keep + 1) {
            gone.put(entity, bytes(orders, Map.of(entity, states.remove(entity))).get(entity));
            collected++;
          }
        }
        orders.add(rows, states, arriving.get(i));
        gone.keySet().removeAll(states.keySet());
      }
      Map<String, String> actual = bytes(orders, states);
      actual.putAll(gone);
      assertThat("seed " + seed, actual, equalTo(expected));
    }
    assertThat(forgotten, greaterThan(0));
    assertThat(collected, greaterThan(0));
  }

  @Test
  void aRowThatMovesLeavesTheFirstEntity() {
    for (boolean reversed : List.of(false, true)) {
      List<Event> versions = new ArrayList<>();
      versions.add(version(0, "c0", 0));
      versions.add(version(1, "c1", 1));
      if (reversed) {
        Collections.reverse(versions);
      }
      Map<String, EntityState> states = ORDERS.states(versions);
      assertThat(count(states.get("c0")), is(0L));
      assertThat(count(states.get("c1")), is(1L));
      assertThat(states.get("c0").count(), not(0L));
    }
  }

  @Test
  void goldenBytes() {
    Orders orders = new Orders("max_rows: 5");
    List<Event> versions = orders.versions(new Random(1), 7, 3, 2, HOUR);
    Map<String, String> bytes = bytes(orders, orders.states(versions));
    assertThat(bytes.get("c0"), equalTo(GOLDEN));
  }

  @Test
  void damagedBytesAreRefused() {
    List<Event> versions = ORDERS.versions(new Random(1), 7, 3, 2, HOUR);
    byte[] bytes = ORDERS.view.encode(ORDERS.states(versions).get("c0"));
    for (int length = 10; length < bytes.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(bytes, length);
      assertThrows(StateFormatException.class, () -> ORDERS.view.decode(cut));
    }
    bytes[0] = 3;
    assertThrows(StateFormatException.class, () -> ORDERS.view.decode(bytes));
  }

  private static long count(EntityState state) {
    return ORDERS.view.evaluate(state, Orders.START).bits(0);
  }

  private static Event version(int offset, String customer, int version) {
    return (Event)
        ORDERS.decode(
            offset,
            Orders.START,
            "{\"order_id\": \"o\", \"customer\": \"%s\", \"placed\": %d, \"changed\": %d, \"version\": %d}"
                .formatted(customer, Orders.START, Orders.START, version));
  }
}
