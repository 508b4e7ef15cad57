package io.twinstream.features.upsert;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Orders that change, are cancelled, and move between customers. */
final class Orders {
  static final long START = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
  static final long MINUTE = 60_000;

  final Project project;
  final CompiledView view;
  private final EventDecoder decoder;

  Orders(String bounds) {
    this.project =
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
                    max_lateness: 2h
                    %s
                    fields: {order_id: string, customer: string, amount: decimal(2), items: long, city: string, paid: boolean, placed: timestamp, changed: timestamp, version: long, cancelled: boolean}
                entities: {customer: {key: customer}}
                views:
                  spend@1:
                    entity: customer
                    source: orders
                    aggregations:
                      - {name: "n_{window}", function: count, windows: [30m, 1h, 2h]}
                      - {name: "amount_{function}_{window}", function: [sum, mean, min, max, stddev, skewness, median, decayed_sum], field: amount, windows: [1h, 2h], half_life: 10m}
                      - {name: "paid_{function}", function: [share, any], field: paid, windows: 1h}
                      - {name: "city_{function}", function: [distinct, mode, entropy, first, last, count_by, changes_of], field: city, windows: 1h}
                      - {name: "big_{function}", function: [count, time_since_last], windows: 2h, where: "amount > 50.0"}
                      - {name: today, function: sum, field: items, windows: {tumbling: 1h}}
                      - {name: before, function: count, windows: {tumbling: 1h, previous: true}}
                      - {name: day, function: count, windows: {calendar: day, zone: Europe/London}}
                      - {name: in_session, function: sum, field: items, windows: {session: 5m, lookback: 1h}}
                      - {name: series, function: count, windows: {series: 30m, step: 10m, count: 3}}
                """
                    .formatted(bounds)
                    .replace(", changes_of", "")
                    .replace(", decayed_sum", "")
                    .replace(", half_life: 10m", "")));
    this.view = CompiledView.of(project, project.view("spend@1"));
    this.decoder = EventDecoders.live(project.source("orders"), Set.of("customer"), 1 << 20);
  }

  Decoded decode(long offset, long known, String json) {
    return decoder.decode(
        new RawRecord(new Position("t", 0, offset), known, json.getBytes(StandardCharsets.UTF_8)));
  }

  /** Returns random versions of some rows, in the order of known time. */
  List<Event> versions(Random random, int n, int rows, int customers, long span) {
    List<Event> versions = new ArrayList<>();
    long now = START;
    while (versions.size() < n) {
      now += random.nextLong(span / n * 2 + 1);
      long changed = now - (random.nextInt(4) == 0 ? random.nextLong(119 * MINUTE) : 0);
      if (random.nextInt(8) == 0) {
        changed = now / (10 * MINUTE) * (10 * MINUTE); // Equal change times.
      }
      long placed =
          changed + MINUTE - random.nextLong((random.nextInt(3) == 0 ? 200 : 30) * MINUTE);
      boolean gone = random.nextInt(5) == 0;
      String customer = random.nextInt(9) == 0 ? "null" : "\"c" + random.nextInt(customers) + "\"";
      String json =
          "{\"order_id\": \"o%d\", \"changed\": %d, \"version\": %d, \"cancelled\": %s"
                  .formatted(random.nextInt(rows), changed, random.nextInt(3), gone)
              + (gone && random.nextBoolean()
                  ? "}"
                  : ", \"customer\": %s, \"amount\": %d.25, \"items\": %d, \"city\": \"x%d\", \"paid\": %s, \"placed\": %d}"
                      .formatted(
                          customer,
                          random.nextInt(100),
                          random.nextInt(4),
                          random.nextInt(3),
                          random.nextBoolean(),
                          placed));
      versions.add((Event) decode(versions.size(), now, json));
      if (random.nextInt(20) == 0 && versions.size() < n) {
        versions.add((Event) decode(versions.size(), now, json));
      }
    }
    return versions;
  }

  /** The states of all entities after some versions in this order. */
  Map<String, EntityState> states(List<Event> versions) {
    Map<String, RowSummary> rows = new HashMap<>();
    Map<String, EntityState> states = new HashMap<>();
    versions.forEach(version -> add(rows, states, version));
    return states;
  }

  void add(Map<String, RowSummary> rows, Map<String, EntityState> states, Event version) {
    RowStep step = view.rowStep();
    RowSummary before = rows.getOrDefault(version.id(), step.empty());
    rows.put(
        version.id(),
        step.add(
            before,
            version,
            (entity, event) ->
                states.merge(
                    entity,
                    view.add(states.getOrDefault(entity, view.empty()), event),
                    (a, b) -> b)));
  }
}
