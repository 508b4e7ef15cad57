package io.twinstream.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.beam.coder.RawRecordCoder;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.enrich.Devices;
import io.twinstream.features.enrich.EnrichedHistory;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Live, history and the replay in memory agree on random variants of the definitions. */
@Tag("slow")
class EnrichVariantsTest {
  private static final List<String> VIEWS =
      List.of(
          "merchant_plus@1",
          "card_twice@1",
          "card_waiting@1",
          "card_traffic@1",
          "device_waiting@1");

  private static String variant(Random r) {
    String yaml = Devices.YAML;
    String wait = List.of("0s", "1m", "5m", "40m", "3h").get(r.nextInt(5));
    yaml = yaml.replace("wait: 5m", "wait: " + wait);
    yaml =
        yaml.replace(
            "  payments_waiting:\n    from: payments\n    with: {profile: device_profile@1}",
            "  payments_waiting:\n    from: payments\n    with: {profile: device_profile@1, recent: device_recent@1}"
                + (r.nextBoolean() ? "\n    where: \"recent.status != 'EXPIRED'\"" : ""));
    yaml =
        yaml.replace(
            "ttl: 20m", List.of("ttl: 20m", "ttl: 10m", "owner: x", "ttl: 3h").get(r.nextInt(4)));
    yaml =
        yaml.replace(
            "max_lateness: 1h",
            "max_lateness: " + List.of("1h", "1m", "5m", "1d").get(r.nextInt(4)));
    yaml =
        yaml.replace(
            "max_lateness: 10m", "max_lateness: " + List.of("10m", "30s", "2h").get(r.nextInt(3)));
    if (r.nextBoolean()) {
      yaml = yaml.replace("dedupe: true", "dedupe: false");
    }
    yaml =
        yaml.replace(
            "  card_waiting@1:",
            """
          device_waiting@1:
            entity: device
            source: chain
            aggregations:
              - {name: last_status, function: last, field: again.status, windows: [10m]}
              - {name: first_status, function: distinct, field: recent.status, windows: [10m]}
              - {name: seen, function: sum, field: recent.seen_10m, windows: [10m]}
              - {name: again, function: max, field: again.seen_10m, windows: [10m]}
              - {name: as_of, function: last, field: again.as_of, windows: [10m]}
          card_waiting@1:
        """
                .stripTrailing());
    yaml =
        yaml.replace(
            "  payments_twice:",
            "  chain:\n    from: payments_waiting\n    with: {again: device_recent@1}\n    wait: "
                + List.of("0s", "7m").get(r.nextInt(2))
                + "\n  payments_twice:");
    if (r.nextBoolean()) {
      String begins = Instant.ofEpochMilli(Devices.START + r.nextLong(600) * Devices.MINUTE) + "";
      String before = List.of("exclude", "error", "missing").get(r.nextInt(3));
      yaml =
          yaml.replace(
                  "os: string, time: timestamp}",
                  "os: string, time: timestamp}\n    history: {begins: " + begins + "}")
              .replace(
                  "    from: payments\n", "    from: payments\n    before_begin: " + before + "\n");
    }
    return yaml;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void agree(long seed) {
    Random r = new Random(seed);
    String yaml = variant(r);
    Project project = Definitions.parse(Map.of("f.yaml", yaml));
    ShippedProject shipped = ShippedProject.of(project);
    int count = 60 + r.nextInt(100);
    List<RawRecord> records = new ArrayList<>(Devices.records("payments", seed, count));
    records.addAll(Devices.records("devices", seed + 1_000, count));
    records.sort(Comparator.comparingLong(RawRecord::known));
    Map<String, List<Event>> read = new HashMap<>();
    for (String source : List.of("payments", "devices")) {
      EventDecoder decoder = EventDecoders.live(project.source(source), Set.of(), 1 << 20);
      List<Event> events = new ArrayList<>();
      for (RawRecord record : records) {
        if (record.position().origin().equals(source)
            && decoder.decode(record) instanceof Event e) {
          events.add(e);
        }
      }
      Set<Long> seen = new HashSet<>();
      read.put(
          source,
          events.stream()
              .sorted(Comparator.comparingLong(Event::known).thenComparing(Event::position))
              .filter(e -> !project.source(source).dedupe() || seen.add(e.identity()))
              .toList());
    }
    EnrichedHistory history = new EnrichedHistory(project, read);
    Map<String, Map<String, String>> expected = new HashMap<>();
    for (String id : VIEWS) {
      ShippedView view = new ShippedView(shipped, id);
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
      expected.put(id, texts);
    }
    Pipelines.Run run = new Pipelines.Run();
    PCollection<RawRecord> stream =
        run.pipeline.apply(EnrichTest.stream(records, 1 + r.nextInt(6), r));
    assertThat(yaml, EnrichTest.states(shipped, VIEWS, run, stream, Mode.LIVE), is(expected));
    Pipelines.Run again = new Pipelines.Run();
    Collections.shuffle(records, r);
    PCollection<RawRecord> created =
        again.pipeline.apply(Create.of(records).withCoder(RawRecordCoder.of()));
    assertThat(yaml, EnrichTest.states(shipped, VIEWS, again, created, Mode.HISTORY), is(expected));
  }

  /** One by default, since each takes some seconds; {@code -Dtwinstream.enriched.variants=30}. */
  static LongStream seeds() {
    return LongStream.rangeClosed(1, Integer.getInteger("twinstream.enriched.variants", 1));
  }
}
