package io.twinstream.offline.log;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.asof.EntityEvents;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.history.HistoryCursor;
import io.twinstream.offline.log.history.HistoryReader;
import io.twinstream.offline.log.table.EventTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** An archive of generated orders, and what its readers return. */
final class OrderArchive {
  private static final Project PROJECT =
      Definitions.parse(
          Map.of(
              "shop.yaml",
              """
              project: shop
              sources:
                orders:
                  topic: orders
                  event_time: time
                  event_id: id
                  fields:
                    id: string
                    user: string
                    shop: long
                    amount: decimal(2)
                    score: double
                    paid: boolean
                    due: timestamp
                    time: timestamp
              entities: {user: {key: user}}
              views:
                user_orders@1:
                  entity: user
                  source: orders
                  aggregations: [{name: count_1h, function: count, windows: 1h}]
              """));

  static final Source SOURCE = PROJECT.source("orders");
  private static final long START = Instant.parse("2026-03-01T18:00:00Z").toEpochMilli();

  private final Path table;
  private final Random random = new Random(7);

  OrderArchive(Path table) {
    this.table = table;
  }

  Path table() {
    return table;
  }

  /** Writes a file or two. */
  void write(List<Event> events) throws IOException {
    EventTable.writer(table, SOURCE).write(events);
  }

  /** Orders of two days, by number; other ones at each call. */
  List<Event> events(int from, int count) {
    List<Event> events = new ArrayList<>();
    EventDecoder decoder = EventDecoders.live(SOURCE, Set.of(), 1000);
    for (int i = from; i < from + count; i++) {
      long ts = START + random.nextInt(12 * 3600) * 1000L;
      String json =
          """
          {"id":"o%d","user":"%s","shop":%d,"amount":%d.05,"score":%s,"paid":%s,"due":%s,"time":%d}"""
              .formatted(
                  i,
                  "ü" + random.nextInt(5),
                  random.nextInt(9) - 4,
                  random.nextInt(99),
                  random.nextInt(3) == 0 ? "null" : "-0.0",
                  random.nextBoolean(),
                  random.nextInt(3) == 0 ? "null" : "" + (ts + 1),
                  ts);
      Position position = new Position("orders", i % 2, i / 2);
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      events.add((Event) decoder.decode(new RawRecord(position, ts + random.nextInt(999), bytes)));
    }
    return events;
  }

  /** By position, as the bootstrap reads it. */
  Map<Position, Event> read() {
    Map<Position, Event> read = new TreeMap<>();
    all().forEach(event -> read.put(event.position(), event));
    return read;
  }

  List<Event> all() {
    List<Event> events = new ArrayList<>();
    HistoryReader reader = HistoryReader.of(SOURCE, Set.of(), EventDecoder.DEFAULT_MAX_BYTES);
    for (HistoryInputSplit split : HistoryFiles.archive(table)) {
      try (HistoryCursor cursor = reader.open(split)) {
        for (Decoded next = cursor.next(); next != null; next = cursor.next()) {
          events.add((Event) next);
        }
      }
    }
    return events;
  }

  Map<String, List<Event>> entities() {
    Map<String, List<Event>> found = new TreeMap<>();
    Set<String> users = new HashSet<>(Set.of("ü0", "ü1", "ü2", "ü3", "ü4", "nobody"));
    EntityEvents.of(SOURCE, table.toString()).read("user", users, Long.MAX_VALUE, found::put);
    found.replaceAll((user, events) -> List.copyOf(events));
    return found;
  }

  /** With those that were written twice. */
  long rows() {
    try (Duck duck = new Duck()) {
      return duck.number("SELECT count(*) FROM " + DuckDbTables.rows(table));
    }
  }

  long files() throws IOException {
    try (Stream<Path> all = Files.walk(table)) {
      return all.filter(file -> file.toString().endsWith(".parquet"))
          .filter(file -> !file.getFileName().toString().startsWith("_"))
          .count();
    }
  }
}
