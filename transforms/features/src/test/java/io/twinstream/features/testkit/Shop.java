package io.twinstream.features.testkit;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** A small project that tests share: payments with cards in shops. */
public final class Shop {
  public static final String YAML =
      """
      project: shop
      sources:
        payments:
          topic: shop.payments
          event_time: time
          event_id: id
          fields: {id: string, card: string, shop: long, amount: decimal(2), time: timestamp}
          history: {format: csv}
      entities: {card: {key: card}, shop: {key: shop}}
      views:
        spend@1:
          entity: card
          source: payments
          ttl: 1d
          aggregations:
            - {name: count_1h, function: count, windows: 1h, hop: 1m}
            - {name: sum_1h, function: sum, field: amount, windows: 1h, hop: 1m}
        sold@1:
          entity: shop
          source: payments
          aggregations: [{name: mean_1h, function: mean, field: amount, windows: 1h, hop: 1m}]
      features: {share: "sum_1h > 0.0 ? request.amount / sum_1h : 0.0"}
      services:
        card@1: {request: {amount: decimal(2)}, features: [spend.*, share]}
        fraud@1: {request: {amount: decimal(2)}, features: [spend.*, mean_1h, share]}
      """;

  public static final Project PROJECT = Definitions.parse(Map.of("shop.yaml", YAML));

  private Shop() {}

  /** Writes the definitions into a folder. */
  public static Path write(Path folder) {
    try {
      return Files.writeString(folder.resolve("shop.yaml"), YAML);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A payment as it is on the topic. */
  public static String json(String id, String card, long shop, String amount, Instant time) {
    return "{\"id\": \"%s\", \"card\": \"%s\", \"shop\": %d, \"amount\": %s, \"time\": \"%s\"}"
        .formatted(id, card, shop, amount, time);
  }

  /** A payment that became known at some time. */
  public static Event payment(long offset, String json, Instant known) {
    EventDecoder decoder = EventDecoders.live(PROJECT.source("payments"), Set.of(), 1000);
    Position position = new Position("shop.payments", 0, offset);
    byte[] value = json.getBytes(StandardCharsets.UTF_8);
    return (Event) decoder.decode(new RawRecord(position, known.toEpochMilli(), value));
  }
}
