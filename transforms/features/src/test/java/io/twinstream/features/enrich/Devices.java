package io.twinstream.features.enrich;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Payments from devices: definitions with enriched sources of two hops, and random records. */
public final class Devices {
  public static final long START = 1_700_000_000_000L;
  public static final long MINUTE = 60_000;

  public static final String YAML =
      """
      project: devices
      sources:
        payments:
          event_time: time
          event_id: id
          dedupe: true
          max_lateness: 1h
          fields: {id: string, card: string, device: string, merchant: string,
                   amount: decimal(2), time: timestamp}
        devices:
          event_time: time
          max_lateness: 10m
          fields: {device: string, os: string, time: timestamp}
        payments_plus:
          from: payments
          with: {profile: device_profile@1, recent: device_recent@1, before: card_traffic@1}
          fields:
            mean: {type: decimal(2), round: half_even, expression: before.amount_mean_1h}
            risky: {type: boolean, expression: "profile.os == 'a' && amount > 50.0"}
          where: "amount >= 2.0"
        payments_waiting:
          from: payments
          with: {profile: device_profile@1}
          wait: 5m
        payments_twice:
          from: payments_plus
          with: {shop: merchant_plus@1}
          fields: {of_mean: {type: double, expression: "amount - shop.mean_sum_1h"}}
      entities:
        card: {key: card}
        device: {key: device}
        merchant: {key: merchant}
      views:
        device_profile@1:
          entity: device
          source: devices
          aggregations:
            - {name: os, function: last, field: os, windows: [lifetime]}
        device_recent@1:
          entity: device
          source: devices
          ttl: 20m
          aggregations:
            - {name: seen_10m, function: count, windows: [10m]}
        card_traffic@1:
          entity: card
          source: payments
          aggregations:
            - {name: count_10m, function: count, windows: [10m]}
            - {name: amount_mean_1h, function: mean, field: amount, windows: [1h]}
        merchant_plus@1:
          entity: merchant
          source: payments_plus
          aggregations:
            - {name: risky_1h, function: count, where: risky, windows: [1h]}
            - {name: apples_1h, function: count, where: "profile.os == 'a'", windows: [1h]}
            - {name: mean_sum_1h, function: sum, field: mean, windows: [1h]}
        card_twice@1:
          entity: card
          source: payments_twice
          aggregations:
            - {name: last_apples, function: last, field: shop.apples_1h, windows: [1h]}
            - {name: worst, function: max, field: of_mean, windows: [1h]}
        card_waiting@1:
          entity: card
          source: payments_waiting
          aggregations:
            - {name: last_os, function: last, field: profile.os, windows: [1h]}
      """;

  public static final Project PROJECT = Definitions.parse(Map.of("devices.yaml", YAML));

  private Devices() {}

  /** Distinct payments and device events, with ties, late ones, and silences. */
  public static Map<String, List<Event>> events(long seed, int count) {
    return Map.of(
        "payments", distinct(payments(seed, count)), "devices", devices(seed + 1_000, count));
  }

  public static List<RawRecord> records(String source, long seed, int count) {
    Random random = new Random(seed);
    List<RawRecord> records = new ArrayList<>();
    long known = START;
    for (int i = 0; i < count; i++) {
      known +=
          switch (random.nextInt(8)) {
            case 0, 1, 2 -> 0;
            case 3 -> 25 * MINUTE;
            default -> random.nextLong(2 * MINUTE);
          };
      long behind = random.nextInt(3) == 0 ? random.nextLong(-MINUTE, 10 * MINUTE) : 0;
      String json =
          source.equals("payments")
              ? """
              {"id": "p%d", "card": %s, "device": %s, "merchant": "m%d", "amount": %d.%02d, "time": %d}"""
                  .formatted(
                      i - random.nextInt(2) * random.nextInt(2),
                      name(random, "c"),
                      name(random, "d"),
                      random.nextInt(2),
                      random.nextInt(100),
                      random.nextInt(100),
                      known - behind)
              : """
              {"device": "d%d", "os": %s, "time": %d}"""
                  .formatted(random.nextInt(3), name(random, "").replace('0', 'a'), known - behind);
      records.add(
          new RawRecord(new Position(source, 0, i), known, json.getBytes(StandardCharsets.UTF_8)));
      if (source.equals("payments") && random.nextInt(5) == 0) {
        records.add(
            new RawRecord(
                new Position(source, 1, i),
                known + random.nextLong(MINUTE),
                json.getBytes(StandardCharsets.UTF_8)));
      }
    }
    return records;
  }

  private static String name(Random random, String prefix) {
    int number = random.nextInt(4);
    return number == 3 ? "null" : '"' + prefix + number + '"';
  }

  private static List<Event> payments(long seed, int count) {
    return decode("payments", records("payments", seed, count));
  }

  private static List<Event> devices(long seed, int count) {
    return decode("devices", records("devices", seed, count));
  }

  public static List<Event> decode(String source, List<RawRecord> records) {
    EventDecoder decoder =
        EventDecoders.live(PROJECT.source(source), Set.of(), EventDecoder.DEFAULT_MAX_BYTES);
    List<Event> events = new ArrayList<>();
    for (RawRecord record : records) {
      if (decoder.decode(record) instanceof Event event) {
        events.add(event);
      }
    }
    return events;
  }

  /** Of equal events, the first by known time and position. */
  private static List<Event> distinct(List<Event> events) {
    Set<Long> seen = new HashSet<>();
    return events.stream()
        .sorted(Comparator.comparingLong(Event::known).thenComparing(Event::position))
        .filter(event -> seen.add(event.identity()))
        .toList();
  }
}
