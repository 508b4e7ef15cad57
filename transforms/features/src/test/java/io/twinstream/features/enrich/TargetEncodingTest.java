package io.twinstream.features.enrich;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests target encoding by two lookups: only labels that were known before count. */
class TargetEncodingTest {
  private static final Project PROJECT =
      Definitions.parse(
          Map.of(
              "f.yaml",
              """
              project: p
              sources:
                payments:
                  event_time: time
                  fields: {id: string, merchant: string, all: {type: string, expression: "'all'"}, time: timestamp}
                chargebacks:
                  event_time: time
                  fields: {id: string, merchant: string, fraud: long, all: {type: string, expression: "'all'"}, time: timestamp}
                plus:
                  from: payments
                  with: {of: merchant_labels@1, total: all_labels@1}
                  fields:
                    risk: {type: double, expression: "encode(of.frauds, of.labels, total.frauds, total.labels, 5)"}
              entities: {merchant: {key: merchant}, all: {key: all}}
              views:
                merchant_labels@1:
                  entity: merchant
                  source: chargebacks
                  aggregations:
                    - {name: frauds, function: sum, field: fraud, windows: [lifetime]}
                    - {name: labels, function: count, windows: [lifetime]}
                all_labels@1:
                  entity: all
                  source: chargebacks
                  aggregations:
                    - {name: frauds, function: sum, field: fraud, windows: [lifetime]}
                    - {name: labels, function: count, windows: [lifetime]}
              """));

  private static final long START = 1_700_000_000_000L;

  /** A label of a payment, some time after it. */
  private record Label(String merchant, long fraud, long known) {}

  private static Event event(String source, int i, long known, String fields) {
    EventDecoder decoder = EventDecoders.live(PROJECT.source(source), Set.of(), 1 << 20);
    String json = "{\"id\": \"%d\", %s, \"time\": %d}".formatted(i, fields, known);
    return (Event)
        decoder.decode(
            new RawRecord(
                new Position(source, 0, i), known, json.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void onlyLabelsThatWereKnownBeforeCount() {
    Random random = new Random(4);
    List<Event> payments = new ArrayList<>();
    List<Event> chargebacks = new ArrayList<>();
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      long known = START + i * 1_000L;
      String merchant = "m" + random.nextInt(6);
      payments.add(event("payments", i, known, "\"merchant\": \"" + merchant + "\""));
      long labelled = known + (1 + random.nextInt(60)) * 1_000L; // many at the instant of a payment
      long fraud = random.nextInt(4) == 0 ? 1 : 0;
      labels.add(new Label(merchant, fraud, labelled));
      chargebacks.add(
          event(
              "chargebacks",
              i,
              labelled,
              "\"merchant\": \"" + merchant + "\", \"fraud\": " + fraud));
    }
    EnrichedHistory history =
        new EnrichedHistory(PROJECT, Map.of("payments", payments, "chargebacks", chargebacks));
    int slot = PROJECT.source("plus").schema().slot("risk");
    int merchantSlot = PROJECT.source("plus").schema().slot("merchant");
    int encoded = 0;
    for (Event event : history.events("plus")) {
      List<Label> seen = labels.stream().filter(l -> l.known() < event.known()).toList();
      List<Label> own =
          seen.stream().filter(l -> l.merchant().equals(event.text(merchantSlot))).toList();
      double frauds = seen.stream().mapToLong(Label::fraud).sum();
      double prior = frauds / seen.size();
      double sum = own.stream().mapToLong(Label::fraud).sum();
      assertThat(event.isNull(slot), is(seen.isEmpty()));
      if (!seen.isEmpty()) {
        double expected = own.isEmpty() ? prior : (sum + 5 * prior) / (own.size() + 5);
        assertThat(Double.longBitsToDouble(event.bits(slot)), is(expected));
        encoded++;
      }
    }
    assertThat(encoded, is(greaterThan(350)));
  }
}
