package io.twinstream.verify.scores;

import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Orders of a shop, with two entities and times in seconds. */
public final class Shop {
  public static final String YAML =
      """
      project: shop
      sources:
        orders:
          topic: shop.orders
          event_time: at
          event_id: id
          dedupe: true
          resolution: 1s
          fields: {id: long, buyer: string, shop: string, amount: long, fraud: long, at: timestamp}
          history: {format: json_lines}
      entities: {buyer: {key: buyer}, shop: {key: shop}}
      views:
        buying@1:
          entity: buyer
          source: orders
          aggregations:
            - {name: count_1h, function: count, windows: 1h}
        selling@1:
          entity: shop
          source: orders
          aggregations:
            - {name: sold_10s, function: count, windows: 10s, hop: 1s}
      services:
        fraud@1: {request: {amount: long}, features: [request.amount, count_1h, sold_10s]}
      """;

  /** The instant of second 0. */
  public static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");

  private Shop() {}

  public static Project project() {
    return Definitions.parse(Map.of("shop.yaml", YAML));
  }

  /** An order as a line of history, and a record of the topic. */
  public static String json(
      long id, long second, String buyer, String shop, long amount, int fraud) {
    return "{\"id\":%d,\"buyer\":%s,\"shop\":%s,\"amount\":%d,\"fraud\":%d,\"at\":\"%s\"}"
        .formatted(id, quoted(buyer), quoted(shop), amount, fraud, BEGIN.plusSeconds(second));
  }

  private static String quoted(String text) {
    return text == null ? "null" : '"' + text + '"';
  }

  static Event event(long id, long second, String buyer, String shop, long amount, int fraud) {
    return event(new Position("orders", 0, id), id, second, buyer, shop, amount, fraud);
  }

  /** The same, wherever it is. */
  public static Event event(
      Position position, long id, long second, String buyer, String shop, long amount, int fraud) {
    RawRecord record =
        new RawRecord(
            position,
            BEGIN.plusSeconds(second).toEpochMilli(),
            json(id, second, buyer, shop, amount, fraud).getBytes(StandardCharsets.UTF_8));
    return (Event)
        EventDecoders.live(project().source("orders"), Set.of("buyer", "shop"), 1_000)
            .decode(record);
  }
}
