package io.twinstream.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that no row sees its own event through an enriched source: views that count the events of a
 * source, and those of a source that is made of all of them, have equal counts.
 */
class EnrichedRowsTest {
  private static final ShippedProject PROJECT =
      ShippedProject.of(
          Definitions.parse(
              Map.of(
                  "f.yaml",
                  """
                  project: rows
                  sources:
                    payments:
                      event_time: time
                      event_id: id
                      fields: {id: string, card: string, amount: long, time: timestamp}
                    decided:
                      event_time: time
                      event_id: id
                      fields: {id: string, card: string, amount: long, time: timestamp}
                    plus:
                      from: payments
                      with: {before: card_traffic@1}
                    twice:
                      from: plus
                      with: {again: card_plus@1}
                  entities: {card: {key: card}}
                  views:
                    card_traffic@1:
                      entity: card
                      source: payments
                      aggregations: [{name: direct, function: count, windows: [lifetime]}]
                    card_plus@1:
                      entity: card
                      source: plus
                      aggregations: [{name: plus, function: count, windows: [lifetime]}]
                    card_twice@1:
                      entity: card
                      source: twice
                      aggregations: [{name: twice, function: count, windows: [lifetime]}]
                  services:
                    all@1: {features: [direct, plus, twice]}
                  """)));

  private static final long START = 1_700_000_000_000L;

  private static List<RawRecord> payments(String source, long later) {
    Random random = new Random(5);
    List<RawRecord> records = new ArrayList<>();
    long known = START;
    for (int i = 0; i < 60; i++) {
      known += random.nextInt(3) * 1_000;
      String json =
          "{\"id\": \"p%d\", \"card\": \"c%d\", \"amount\": 1, \"time\": %d}"
              .formatted(i, random.nextInt(3), known);
      records.add(
          new RawRecord(
              new Position(source, 0, i), known + later, json.getBytes(StandardCharsets.UTF_8)));
    }
    return records;
  }

  private static List<Event> events(String source, long later) {
    EventDecoder decoder =
        EventDecoders.live(
            PROJECT.project().source(source), Set.of(), EventDecoder.DEFAULT_MAX_BYTES);
    List<Event> events = new ArrayList<>();
    for (RawRecord record : payments(source, later)) {
      events.add((Event) decoder.decode(record));
    }
    return events;
  }

  /** The rows are decided some time after the payment that they name became known. */
  @ParameterizedTest
  @ValueSource(longs = {0, 500, 10_000})
  void aRowSeesThePaymentThatItNamesInNoView(long later) {
    for (Visibility visibility : List.of(Visibility.EXCLUSIVE, Visibility.INCLUSIVE)) {
      ComputeService service =
          ComputeService.atSpine(
              PROJECT, "all@1", "decided", Optional.of("payments"), visibility, List.of());
      requireEqualCounts(run(service, events("decided", later)));
    }
  }

  /** Whether the rows are events of an enriched source, or of the one that it is made of. */
  @ParameterizedTest
  @ValueSource(strings = {"payments", "plus", "twice"})
  void aRowAtAnEventDoesNotSeeItInAnyView(String at) {
    for (Visibility visibility : List.of(Visibility.EXCLUSIVE, Visibility.INCLUSIVE)) {
      ComputeService service = ComputeService.atEvents(PROJECT, "all@1", at, visibility, List.of());
      requireEqualCounts(run(service, List.of()));
    }
  }

  @Test
  void aSpineOfAllEventsIsNotTheHistoryOfEnrichedSources() {
    ComputeService service =
        ComputeService.atSpine(
            PROJECT, "all@1", "decided", Optional.of("payments"), Visibility.SELF, List.of());
    String refusal =
        assertThrows(IllegalArgumentException.class, service::withAllEvents).getMessage();
    assertThat(refusal, containsString("'card_plus@1' is of the enriched source 'plus'"));
  }

  private static void requireEqualCounts(List<EventFeatures> rows) {
    assertThat(rows, hasSize(60));
    for (EventFeatures row : rows) {
      String where = row.event().id() + " " + row.features();
      assertThat(where, row.features().bits(1), is(row.features().bits(0)));
      assertThat(where, row.features().bits(2), is(row.features().bits(0)));
    }
  }

  private static List<EventFeatures> run(ComputeService service, List<Event> rows) {
    Pipelines.Run run = new Pipelines.Run();
    PCollectionTuple taken =
        PCollectionTuple.of(
            SourceTags.events("payments"), create(run, "payments", events("payments", 0)));
    if (!rows.isEmpty()) {
      taken = taken.and(SourceTags.events("decided"), create(run, "decided", rows));
    }
    Pipelines.collectHistory(run, taken.apply(service));
    run.run();
    return run.elements(Pipelines.rowsOf("all@1"));
  }

  private static PCollection<Event> create(Pipelines.Run run, String source, List<Event> events) {
    return run.pipeline.apply(source, Create.of(events).withCoder(EventCoder.of(PROJECT, source)));
  }
}
