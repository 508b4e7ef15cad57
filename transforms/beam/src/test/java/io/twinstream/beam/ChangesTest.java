package io.twinstream.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.beam.coder.RawRecordCoder;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.oracle.RowScan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Sources of changes: live, in history, and as rows at the events of another source. */
class ChangesTest {
  private static final long START = 1_700_000_000_000L;
  private static final long MINUTE = 60_000;
  private static final ShippedProject PROJECT =
      ShippedProject.of(
          Definitions.parse(
              Map.of(
                  "orders.yaml",
                  """
                  project: shop
                  sources:
                    orders:
                      changes: upsert
                      row: order_id
                      change_time: changed
                      version: version
                      deleted: cancelled
                      event_time: placed
                      max_lateness: 30m
                      fields: {order_id: string, customer: long, amount: decimal(2), placed: timestamp, changed: timestamp, version: long, cancelled: boolean}
                    visits:
                      event_time: at
                      fields: {customer: long, at: timestamp}
                  entities: {customer: {key: customer}}
                  views:
                    spend@1:
                      entity: customer
                      source: orders
                      aggregations:
                        - {name: "n_{window}", function: count, windows: [10m, 1h]}
                        - {name: "amount_{function}", function: [sum, max, median], field: amount, windows: 1h}
                  services:
                    risk@1: {features: [spend.*]}
                  """)));
  private static final ShippedView VIEW = new ShippedView(PROJECT, "spend@1");

  private static List<RawRecord> orders(Random random, int n) {
    List<RawRecord> records = new ArrayList<>();
    long now = START;
    for (int i = 0; i < n; i++) {
      now += random.nextInt(3) == 0 ? 0 : random.nextLong(5 * MINUTE);
      long changed = now - (random.nextInt(4) == 0 ? random.nextLong(29 * MINUTE) : 0);
      String json =
          "{\"order_id\": \"o%d\", \"customer\": %s, \"amount\": %d.5, \"placed\": %d, \"changed\": %d, \"version\": %d, \"cancelled\": %s}"
              .formatted(
                  random.nextInt(12),
                  random.nextInt(9) == 0 ? "null" : "" + random.nextInt(4),
                  random.nextInt(100),
                  changed - random.nextLong(50 * MINUTE),
                  changed,
                  random.nextInt(3),
                  random.nextInt(6) == 0);
      records.add(record("orders", i, now, json));
    }
    return records;
  }

  private static RawRecord record(String topic, long offset, long known, String json) {
    return new RawRecord(
        new Position(topic, 0, offset), known, json.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Event> events(String source, List<RawRecord> records) {
    EventDecoder decoder =
        EventDecoders.live(PROJECT.project().source(source), Set.of("customer"), 1 << 20);
    return records.stream().map(each -> (Event) decoder.decode(each)).toList();
  }

  private static Map<String, String> run(
      PCollection<RawRecord> records, Pipelines.Run run, Mode mode, Optional<Visibility> rows) {
    PCollectionTuple decoded =
        records.apply("Decode", DecodeEvents.live(PROJECT, "orders", 1 << 20));
    ComputedFeatures computed =
        PCollectionTuple.of(SourceTags.events("orders"), decoded.get(DecodeEvents.EVENTS))
            .apply("Compute", ComputeFeatures.of(PROJECT, List.of("spend@1"), mode).withRows(rows));
    computed.states().forEach(run::collect);
    Pipelines.collectHistory(run, computed);
    run.run();
    Map<String, String> states = new TreeMap<>();
    for (KV<String, EntityState> each : run.<KV<String, EntityState>>elements("spend@1")) {
      states.put(each.getKey(), text(each.getValue()));
    }
    return states;
  }

  private static String text(EntityState state) {
    return state.count() + " " + HexFormat.of().formatHex(VIEW.compiled().encode(state));
  }

  /** Arrives in disorder; the watermark stays at the earliest record that is to come. */
  private static TestStream<RawRecord> stream(List<RawRecord> records, Random random) {
    List<RawRecord> arriving = new ArrayList<>(records);
    for (int i = 0; i < arriving.size(); i++) {
      Collections.swap(arriving, i, Math.min(arriving.size() - 1, i + random.nextInt(6)));
    }
    TestStream.Builder<RawRecord> stream = TestStream.create(RawRecordCoder.of());
    long watermark = Long.MIN_VALUE;
    for (int i = 0; i < arriving.size(); i++) {
      long least =
          arriving.subList(i, arriving.size()).stream()
              .mapToLong(RawRecord::known)
              .min()
              .getAsLong();
      if (least > watermark) {
        watermark = least;
        stream = stream.advanceWatermarkTo(Instant.ofEpochMilli(watermark));
      }
      stream = stream.addElements(Pipelines.element(arriving.get(i)));
    }
    return stream.advanceWatermarkToInfinity();
  }

  private static Map<String, String> expected(List<RawRecord> records) {
    Map<String, io.twinstream.features.upsert.RowSummary> rows = new HashMap<>();
    Map<String, EntityState> states = new HashMap<>();
    var step = VIEW.compiled().rowStep();
    for (Event version : events("orders", records)) {
      rows.put(
          version.id(),
          step.add(
              rows.getOrDefault(version.id(), step.empty()),
              version,
              (entity, event) ->
                  states.put(
                      entity,
                      VIEW.compiled()
                          .add(states.getOrDefault(entity, VIEW.compiled().empty()), event))));
    }
    Map<String, String> text = new TreeMap<>();
    states.forEach((entity, state) -> text.put(entity, text(state)));
    return text;
  }

  @Test
  void liveAndHistoryHaveEqualStates() {
    for (int seed = 0; seed < 3; seed++) {
      Random random = new Random(seed);
      List<RawRecord> records = orders(random, 250);
      Map<String, String> expected = expected(records);
      Pipelines.Run history = new Pipelines.Run();
      List<RawRecord> shuffled = new ArrayList<>(records);
      Collections.shuffle(shuffled, random);
      assertThat(
          run(
              history.pipeline.apply("Create", Create.of(shuffled).withCoder(RawRecordCoder.of())),
              history,
              Mode.HISTORY,
              Optional.empty()),
          equalTo(expected));
      Pipelines.Run live = new Pipelines.Run();
      assertThat(
          run(
              live.pipeline.apply("Stream", stream(records, random)),
              live,
              Mode.LIVE,
              Optional.empty()),
          equalTo(expected));
    }
  }

  @Test
  void rowsOfHistorySeeTheTableAsKnown() {
    List<RawRecord> records = orders(new Random(7), 200);
    List<Event> versions = events("orders", records);
    RowScan scan = scan();
    for (Visibility visibility : List.of(Visibility.EXCLUSIVE, Visibility.INCLUSIVE)) {
      Pipelines.Run history = new Pipelines.Run();
      run(
          history.pipeline.apply("Create", Create.of(records).withCoder(RawRecordCoder.of())),
          history,
          Mode.HISTORY,
          Optional.of(visibility));
      List<EventFeatures> rows = history.elements(Pipelines.rowsOf("spend@1"));
      assertThat(
          (long) rows.size(), is(versions.stream().filter(e -> customer(e) != null).count()));
      for (EventFeatures row : rows) {
        Event own = versions.get((int) row.event().position().offset());
        List<Event> seen =
            versions.stream()
                .filter(
                    e ->
                        e.known() < own.known()
                            || (visibility == Visibility.INCLUSIVE && e.known() == own.known()))
                .toList();
        assertThat(
            visibility + " " + own,
            row.features().toString(),
            equalTo(scan.evaluate(seen, customer(own), own.ts()).toString()));
      }
    }
  }

  @Test
  void rowsCannotSeeTheirOwnVersion() {
    Pipelines.Run history = new Pipelines.Run();
    PCollection<RawRecord> none =
        history.pipeline.apply("Create", Create.empty(RawRecordCoder.of()));
    Optional<Visibility> self = Optional.of(Visibility.SELF);
    var refused =
        assertThrows(IllegalArgumentException.class, () -> run(none, history, Mode.HISTORY, self));
    assertThat(refused.getMessage(), containsString("pass --rows exclusive or inclusive"));
  }

  @Test
  void rowsOfAnotherSourceSeeTheTableAsKnown() {
    Random random = new Random(9);
    List<RawRecord> records = orders(random, 200);
    List<RawRecord> visits = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      long at = START + random.nextLong(400 * MINUTE);
      visits.add(
          record(
              "visits", i, at, "{\"customer\": %d, \"at\": %d}".formatted(random.nextInt(5), at)));
    }
    Pipelines.Run run = new Pipelines.Run();
    PCollectionTuple events = PCollectionTuple.empty(run.pipeline);
    for (Map.Entry<String, List<RawRecord>> each :
        Map.of("orders", records, "visits", visits).entrySet()) {
      events =
          events.and(
              SourceTags.events(each.getKey()),
              run.pipeline
                  .apply(
                      "Create " + each.getKey(),
                      Create.of(each.getValue()).withCoder(RawRecordCoder.of()))
                  .apply(
                      "Decode " + each.getKey(), DecodeEvents.live(PROJECT, each.getKey(), 1 << 20))
                  .get(DecodeEvents.EVENTS));
    }
    ComputedFeatures computed =
        events.apply(
            ComputeService.atSpine(
                PROJECT,
                "risk@1",
                "visits",
                Optional.empty(),
                Visibility.EXCLUSIVE,
                List.of("customer")));
    Pipelines.collectHistory(run, computed);
    run.run();
    List<Event> versions = events("orders", records);
    List<Event> at = events("visits", visits);
    List<EventFeatures> rows = run.elements(Pipelines.rowsOf("risk@1"));
    assertThat(rows.size(), is(100));
    int values = 0;
    for (EventFeatures row : rows) {
      Event visit = at.get((int) row.event().position().offset());
      List<Event> seen = versions.stream().filter(e -> e.known() < visit.known()).toList();
      String expected = scan().evaluate(seen, Long.toString(visit.bits(0)), visit.ts()).toString();
      assertThat(row.features().toString(), equalTo(expected));
      values += expected.startsWith("[0, 0") ? 0 : 1;
    }
    assertThat(values, greaterThan(20));
    assertThat(values, not(100));
  }

  private static RowScan scan() {
    return new RowScan(PROJECT.project(), VIEW.compiled().view(), VIEW.compiled().types());
  }

  private static String customer(Event order) {
    return order.isNull(1) ? null : Long.toString(order.bits(1));
  }
}
