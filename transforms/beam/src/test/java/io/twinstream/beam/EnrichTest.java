package io.twinstream.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.beam.coder.RawRecordCoder;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.enrich.Devices;
import io.twinstream.features.enrich.EnrichedHistory;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that enriched sources have the same events live, in history and in memory. */
class EnrichTest {
  private static final ShippedProject PROJECT = ShippedProject.of(Devices.PROJECT);
  private static final List<String> VIEWS =
      List.of("merchant_plus@1", "card_twice@1", "card_waiting@1", "card_traffic@1");
  private static final int COUNT = 80;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void historyEqualsTheReplayInMemory(long seed) {
    List<RawRecord> records = records(seed);
    Collections.shuffle(records, new Random(seed));
    Pipelines.Run run = new Pipelines.Run();
    PCollection<RawRecord> created =
        run.pipeline.apply(Create.of(records).withCoder(RawRecordCoder.of()));
    assertThat(states(run, created, Mode.HISTORY), is(expected(seed)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 6})
  void liveWithDisorderEqualsTheReplayInMemory(long seed) {
    List<RawRecord> records = records(seed);
    Pipelines.Run run = new Pipelines.Run();
    PCollection<RawRecord> stream =
        run.pipeline.apply(stream(records, 1 + (int) seed * 3, new Random(seed)));
    assertThat(states(run, stream, Mode.LIVE), is(expected(seed)));
  }

  @Test
  void liveWithAJumpingWatermarkEqualsTheReplayInMemory() {
    List<RawRecord> records = records(7);
    Pipelines.Run run = new Pipelines.Run();
    PCollection<RawRecord> stream =
        run.pipeline.apply(stream(records, records.size(), new Random(7)));
    assertThat(states(run, stream, Mode.LIVE), is(expected(7)));
  }

  @Test
  void anEventBehindTheWatermarkFailsTheJob() {
    RawRecord payment = payment(0, Devices.START);
    RawRecord device =
        record("devices", 0, Devices.START - 1, "{'device': 'd0', 'os': 'a', 'time': %d}");
    Pipelines.Run run = new Pipelines.Run();
    PCollection<RawRecord> stream =
        run.pipeline.apply(
            TestStream.create(RawRecordCoder.of())
                .addElements(
                    Pipelines.element(
                        record("devices", 1, Devices.START - 2, "{'device': 'd0', 'time': %d}")))
                .addElements(Pipelines.element(payment))
                .advanceWatermarkTo(Instant.ofEpochMilli(Devices.START + 10))
                .addElements(Pipelines.element(device))
                .advanceWatermarkToInfinity());
    PipelineExecutionException failed =
        assertThrows(PipelineExecutionException.class, () -> states(run, stream, Mode.LIVE));
    assertThat(failed.getMessage(), containsString("the watermark was wrong"));
  }

  @Test
  void manyEventsThatNoRowWaitsForAreAddedToTheState() {
    List<RawRecord> records = new ArrayList<>();
    for (int i = 0; i < 150; i++) { // more than twice LookUpFn.MANY
      records.add(device(i, Devices.START + i, i % 7 == 0 ? "b" : "a"));
    }
    records.add(payment(0, Devices.START + 151));
    Pipelines.Run run = new Pipelines.Run();
    PCollection<RawRecord> stream = run.pipeline.apply(stream(records, 10, new Random(1)));
    assertThat(states(run, stream, Mode.LIVE), is(expected(records)));
  }

  @Test
  void aJobThatHoldsTooManyEventsFails() {
    List<RawRecord> records = new ArrayList<>();
    for (int i = 0; i < 40; i++) { // more than there are workers in the direct runner
      records.add(payment(i, Devices.START + i));
    }
    ShippedProject limited =
        ShippedProject.of(
            Definitions.parse(
                Map.of("f.yaml", Devices.YAML.replace("wait: 5m", "wait: 5m\n    max_hold: 1"))));
    Pipelines.Run run = new Pipelines.Run();
    PCollection<RawRecord> stream = run.pipeline.apply(stream(records, 40, new Random(1)));
    PipelineExecutionException failed =
        assertThrows(
            PipelineExecutionException.class,
            () -> states(limited, List.of("card_waiting@1"), run, stream, Mode.LIVE));
    assertThat(failed.getMessage(), containsString("holds more than 1 events"));
  }

  @Test
  void aJobThatHoldsTooManyEventsToDropDuplicatesFails() {
    List<RawRecord> records = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      records.add(payment(i, Devices.START + i));
    }
    String yaml = Devices.YAML.replace("    from: payments", "    max_hold: 1\n    from: payments");
    ShippedProject limited = ShippedProject.of(Definitions.parse(Map.of("f.yaml", yaml)));
    Pipelines.Run run = new Pipelines.Run();
    PCollection<RawRecord> stream = run.pipeline.apply(stream(records, 40, new Random(1)));
    PipelineExecutionException failed =
        assertThrows(
            PipelineExecutionException.class,
            () -> states(limited, List.of("card_waiting@1"), run, stream, Mode.LIVE));
    assertThat(
        failed.getMessage(), containsString("more than 1 events of source 'payments' are held"));
  }

  private static RawRecord device(long offset, long known, String os) {
    return record("devices", offset, known, "{'device': 'd0', 'os': '" + os + "', 'time': %d}");
  }

  private static RawRecord payment(long offset, long known) {
    return record(
        "payments",
        offset,
        known,
        "{'id': 'p"
            + offset
            + "', 'card': 'c0', 'device': 'd0', 'merchant': 'm0', 'amount': 3, 'time': %d}");
  }

  private static RawRecord record(String source, long offset, long known, String json) {
    String text = json.replace('\'', '"').formatted(known);
    return new RawRecord(
        new Position(source, 0, offset), known, text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<RawRecord> records(long seed) {
    List<RawRecord> records = new ArrayList<>(Devices.records("payments", seed, COUNT));
    records.addAll(Devices.records("devices", seed + 1_000, COUNT));
    records.sort(Comparator.comparingLong(RawRecord::known));
    return records;
  }

  /**
   * A stream whose watermark advances after each so many records, which come in any order, in
   * bundles of one or more.
   */
  static TestStream<RawRecord> stream(List<RawRecord> records, int step, Random random) {
    TestStream.Builder<RawRecord> stream = TestStream.create(RawRecordCoder.of());
    for (int i = 0; i < records.size(); i += step) {
      stream = stream.advanceWatermarkTo(Instant.ofEpochMilli(records.get(i).known()));
      List<RawRecord> some =
          new ArrayList<>(records.subList(i, Math.min(i + step, records.size())));
      Collections.shuffle(some, random);
      for (int from = 0; from < some.size(); ) {
        int to = Math.min(from + 1 + random.nextInt(8), some.size());
        stream =
            stream.addElements(
                Pipelines.element(some.get(from)), elements(some.subList(from + 1, to)));
        from = to;
      }
    }
    return stream.advanceWatermarkToInfinity();
  }

  private static TimestampedValue<RawRecord>[] elements(List<RawRecord> records) {
    @SuppressWarnings("unchecked")
    TimestampedValue<RawRecord>[] none = new TimestampedValue[0];
    return records.stream().map(Pipelines::element).toList().toArray(none);
  }

  private static Map<String, Map<String, String>> states(
      Pipelines.Run run, PCollection<RawRecord> records, Mode mode) {
    return states(PROJECT, VIEWS, run, records, mode);
  }

  /**
   * Computes views from the records of all sources, and returns the state of each entity as text.
   */
  static Map<String, Map<String, String>> states(
      ShippedProject project,
      List<String> views,
      Pipelines.Run run,
      PCollection<RawRecord> records,
      Mode mode) {
    PCollectionTuple events = PCollectionTuple.empty(run.pipeline);
    for (String source : project.sources(views)) {
      PCollection<Event> decoded =
          records
              .apply(
                  source + "/Only", Filter.by(record -> record.position().origin().equals(source)))
              .apply(source + "/Decode", DecodeEvents.live(project, source, 1 << 20))
              .get(DecodeEvents.EVENTS);
      events = events.and(SourceTags.events(source), decoded);
    }
    ComputedFeatures computed = events.apply("Compute", ComputeFeatures.of(project, views, mode));
    computed.states().forEach(run::collect);
    run.run();
    Map<String, Map<String, String>> states = new HashMap<>();
    for (String view : views) {
      states.put(view, greatest(run, new ShippedView(project, view)));
    }
    return states;
  }

  /** Of each entity, the state that the online store would keep; bundles come in any order. */
  private static Map<String, String> greatest(Pipelines.Run run, ShippedView view) {
    Map<String, EntityState> states = new HashMap<>();
    Comparator<EntityState> version =
        Comparator.comparingLong(EntityState::newest).thenComparingLong(EntityState::count);
    for (KV<String, EntityState> each : run.<KV<String, EntityState>>elements(view.id())) {
      states.merge(each.getKey(), each.getValue(), (a, b) -> version.compare(a, b) >= 0 ? a : b);
    }
    Map<String, String> texts = new HashMap<>();
    states.forEach((key, state) -> texts.put(key, Shop.text(view, state)));
    return texts;
  }

  private static Map<String, Map<String, String>> expected(long seed) {
    return expected(Devices.events(seed, COUNT));
  }

  private static Map<String, Map<String, String>> expected(List<RawRecord> records) {
    Map<String, List<Event>> events = new HashMap<>();
    for (String source : List.of("payments", "devices")) {
      events.put(
          source,
          Devices.decode(
              source,
              records.stream()
                  .filter(record -> record.position().origin().equals(source))
                  .toList()));
    }
    return expected(events);
  }

  private static Map<String, Map<String, String>> expected(Map<String, List<Event>> events) {
    EnrichedHistory history = new EnrichedHistory(Devices.PROJECT, events);
    Map<String, Map<String, String>> all = new HashMap<>();
    for (String id : VIEWS) {
      ShippedView view = new ShippedView(PROJECT, id);
      CompiledView compiled = view.compiled();
      Map<String, EntityState> states = new HashMap<>();
      for (Event event : history.events(view.source().name())) {
        String key = compiled.key(event);
        if (key != null) {
          states.put(key, compiled.add(states.getOrDefault(key, compiled.empty()), event));
        }
      }
      Map<String, String> texts = new HashMap<>();
      states.forEach((key, state) -> texts.put(key, Shop.text(view, state)));
      assertThat(id, texts, is(not(anEmptyMap())));
      all.put(id, texts);
    }
    return all;
  }
}
