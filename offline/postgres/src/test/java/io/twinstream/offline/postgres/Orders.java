package io.twinstream.offline.postgres;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.table.FeatureTable;
import io.twinstream.offline.log.table.TableWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Orders of a shop, and the rows that a job writes for them. */
final class Orders {
  static final String DEFINITIONS =
      """
      project: shop
      sources:
        orders:
          topic: orders
          event_time: time
          event_id: id
          fields:
            {id: string, user: string, shop: long, amount: decimal(2), paid: boolean, note: string,
             time: timestamp}
      entities: {user: {key: user}, shop: {key: shop}}
      views:
        user_orders@1:
          entity: user
          source: orders
          ttl: 2h
          aggregations:
            - {name: count_1h, function: count, windows: 1h, hop: 1m}
            - {name: mean_10m, function: mean, field: amount, windows: 10m, hop: 1m}
            - {name: newest, function: last, field: time, windows: 1h, hop: 1m}
            - {name: text, function: last, field: note, windows: 1h, hop: 1m}
            - {name: was_paid, function: last, field: paid, windows: 1h, hop: 1m}
        shop_orders@1:
          entity: shop
          source: orders
          aggregations:
            - {name: sold_1h, function: sum, field: amount, windows: 1h, hop: 1m}
      services:
        buy@1: {features: [user_orders.*, sold_1h]}
      """;

  static final Project PROJECT = Definitions.parse(Map.of("shop.yaml", DEFINITIONS));
  static final long START = 1_770_000_000_000L;
  static final int MINUTE = 60_000;

  /** What text can be. */
  private static final String[] NOTES = {"", "a\\tb", "\\\\N", "\\n", "\\\"", "zwölf ✓ 𝄞"};

  private Orders() {}

  /** Over two days, many at the same instant. */
  static List<Event> some(int count) {
    Random random = new Random(7);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long ts = START + random.nextInt(2000) * MINUTE;
      events.add(
          order(
              i,
              ts + (random.nextInt(4) == 0 ? random.nextInt(5) * MINUTE : 0),
              "u" + random.nextInt(12),
              random.nextInt(3) - 1,
              (random.nextInt(4) == 0 ? "" : "-") + random.nextInt(20_000_000) + ".0" + i % 10,
              NOTES[random.nextInt(NOTES.length)],
              ts));
    }
    return events;
  }

  static Event order(
      int offset, long known, String user, int shop, String amount, String note, long ts) {
    String json =
        "{\"id\":\"o%d\",\"user\":\"%s\",\"shop\":%d,\"amount\":%s,\"paid\":%s,\"note\":\"%s\",\"time\":%d}"
            .formatted(offset, user, shop, amount, offset % 2 == 0, note, ts);
    RawRecord record =
        new RawRecord(
            new Position("orders", offset % 3, offset),
            known,
            json.getBytes(StandardCharsets.UTF_8));
    return (Event) EventDecoders.live(PROJECT.source("orders"), Set.of(), 1000).decode(record);
  }

  /** An event as another record's position has it. */
  static Event at(Position position, Event event) {
    int size = event.size();
    boolean[] present = new boolean[size];
    long[] bits = new long[size];
    String[] texts = new String[size];
    for (int slot = 0; slot < size; slot++) {
      present[slot] = !event.isNull(slot);
      bits[slot] = event.bits(slot);
      texts[slot] = event.text(slot);
    }
    return new Event(
        position, event.known(), event.ts(), event.id(), event.identity(), bits, texts, present);
  }

  static TableWriter<EventFeatures> writer(String view, Path folder, String... passThrough) {
    return writer(PROJECT, view, folder, passThrough);
  }

  static TableWriter<EventFeatures> writer(
      Project project, String view, Path folder, String... passThrough) {
    CompiledView compiled = CompiledView.of(project, project.view(view));
    return new FeatureTable(
            project.source("orders"),
            List.of(project.entity(compiled.view().entity()).key()),
            List.of(passThrough),
            compiled.names(),
            compiled.types(),
            Map.of(
                "twinstream.view",
                view,
                "twinstream.fingerprint",
                FeatureTable.fingerprint(project, view)))
        .writer(folder.resolve(view));
  }

  /** A row per event, which sees itself. */
  static List<EventFeatures> rows(String view, List<Event> events) {
    CompiledView compiled = CompiledView.of(PROJECT, PROJECT.view(view));
    Map<String, EntityState> states = new HashMap<>();
    List<EventFeatures> rows = new ArrayList<>();
    for (Event event : events) {
      EntityState state =
          states.merge(
              compiled.key(event),
              compiled.add(compiled.empty(), event),
              (old, one) -> compiled.add(old, event));
      long asOf = Math.max(event.ts(), state.newest());
      rows.add(new EventFeatures(event, asOf, state.count(), compiled.evaluate(state, asOf)));
    }
    return rows;
  }

  static void write(String view, Path folder, List<Event> events) throws IOException {
    writer(view, folder, "amount", "paid", "note").write(rows(view, events));
  }

  /** A row of a service per event, which sees itself. */
  static void writeService(String id, Path folder, List<Event> events) throws IOException {
    CompiledService service = CompiledService.of(PROJECT, PROJECT.service(id));
    List<List<EventFeatures>> views = new ArrayList<>();
    service.views().forEach(view -> views.add(rows(view.id(), events)));
    List<EventFeatures> rows = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      int row = i;
      EventFeatures first = views.get(0).get(i);
      FeatureRow[] features =
          views.stream().map(of -> of.get(row).features()).toArray(FeatureRow[]::new);
      rows.add(
          new EventFeatures(
              first.event(), first.asOf(), first.count(), service.evaluate(features, null)));
    }
    List<String> keys =
        service.views().stream().map(view -> PROJECT.entity(view.entity()).key()).toList();
    new FeatureTable(
            PROJECT.source("orders"),
            keys,
            List.of("amount"),
            service.names(),
            service.types(),
            Map.of("twinstream.service", id, "twinstream.fingerprint", service.fingerprint()))
        .writer(folder.resolve(id))
        .write(rows);
  }
}
