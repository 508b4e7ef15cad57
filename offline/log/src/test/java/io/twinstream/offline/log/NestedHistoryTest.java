package io.twinstream.offline.log;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.decode.NestedRecords;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.HistoryMapping.EpochUnit;
import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventCodec;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.time.Zone;
import io.twinstream.offline.log.asof.EntityEvents;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.history.HistoryReader;
import io.twinstream.offline.log.table.EventTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares nested records of every kind of history with the same records as live events. */
class NestedHistoryTest {
  private static final long AT = 1_772_359_200_000L;
  private static final Source SOURCE = NestedRecords.source(mapping(Format.PARQUET, Map.of()));
  private static final EventCodec CODEC = EventCodec.of(SOURCE);

  @TempDir Path folder;
  private final List<String> records = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();

  private static HistoryMapping mapping(Format format, Map<String, String> columns) {
    return new HistoryMapping(
        format,
        columns,
        List.of(),
        ',',
        Optional.empty(),
        Zone.UTC,
        EpochUnit.MILLIS,
        false,
        Optional.empty(),
        Duration.ZERO);
  }

  @BeforeEach
  void decode() {
    Random random = new Random(11);
    EventDecoder live = EventDecoders.live(SOURCE, Set.of(), 10_000);
    for (int i = 0; i < 200; i++) {
      records.add(NestedRecords.json(random, i, AT));
      byte[] json = records.get(i).getBytes(StandardCharsets.UTF_8);
      events.add((Event) live.decode(new RawRecord(new Position("orders", 0, i), AT, json)));
    }
  }

  @Test
  void theArchiveHasTheSameEvents() throws Exception {
    EventTable.writer(folder, SOURCE).write(events);
    List<Event> read = new ArrayList<>();
    HistoryReader.of(SOURCE, Set.of(), 10_000).forEachEvent(folder.toString(), read::add);
    assertThat(read, is(events));
    for (int i = 0; i < events.size(); i++) {
      assertThat(CODEC.encode(read.get(i)), is(CODEC.encode(events.get(i))));
    }
  }

  @Test
  void aLookupInTheArchiveHasTheSameEvents() throws Exception {
    EventTable.writer(folder, SOURCE).write(events);
    List<Event> read = new ArrayList<>();
    Set<String> ids = Set.of("r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8");
    EntityEvents.of(SOURCE, folder.toString(), 10_000)
        .read("id", ids, Long.MAX_VALUE, (id, found) -> read.addAll(found));
    assertThat(read.size(), is(ids.size()));
    for (Event event : read) {
      assertThat(event, is(events.get(Integer.parseInt(event.id().substring(1)))));
    }
  }

  @Test
  void jsonLinesHaveTheSameEvents() throws Exception {
    Path file = Files.write(folder.resolve("orders.jsonl"), records);
    assertSame(NestedRecords.source(mapping(Format.JSON_LINES, Map.of())), file);
  }

  /** DuckDB writes structures, lists of structures, lists and bytes. */
  @Test
  void parquetOfStructuresHasTheSameEvents() throws Exception {
    assertSame(SOURCE, parquet("*"));
    assertSame(
        NestedRecords.source(
            mapping(Format.PARQUET, Map.of("os", "system", "tags", "labels", "skus", "codes"))),
        parquet(
            "*, device.os AS system, tags AS labels,"
                + " list_transform(items, x -> x.sku) AS codes"));
  }

  @Test
  void aPathThroughAValueIsRefused() throws Exception {
    Path file = parquet("* REPLACE (device.os AS device)");
    HistoryException refused = assertThrows(HistoryException.class, () -> read(SOURCE, file));
    assertThat(refused.getMessage(), containsString("'device' is not a structure"));
    Path other = parquet("* REPLACE ({'sku': 'a', 'price': 1} AS items)");
    refused = assertThrows(HistoryException.class, () -> read(SOURCE, other));
    assertThat(refused.getMessage(), containsString("'items' is not a list"));
    Path parts = parquet("* REPLACE ({'geo': {'lat': {'x': 1}}} AS device)");
    refused = assertThrows(HistoryException.class, () -> read(SOURCE, parts));
    assertThat(refused.getMessage(), containsString("'device.geo.lat' has parts"));
  }

  private Path parquet(String select) throws Exception {
    Path json = Files.write(folder.resolve("in.json"), records);
    Path file = folder.resolve("out" + select.length() + ".parquet");
    try (Duck duck = new Duck()) {
      duck.run(
          "COPY (SELECT "
              + select
              + (" FROM (SELECT id, meta, device, items, tags, times, vector, from_base64(blob) AS"
                  + " blob, [from_base64(x) for x in blobs] AS blobs FROM read_json('")
              + json
              + "', columns = {id: 'VARCHAR', meta: 'STRUCT(\"at\" BIGINT)',"
              + " device: 'STRUCT(os VARCHAR, geo STRUCT(lat DOUBLE))',"
              + " items: 'STRUCT(sku VARCHAR, price DECIMAL(9, 2))[]', tags: 'VARCHAR[]',"
              + " times: 'BIGINT[]', vector: 'DOUBLE[]', blob: 'VARCHAR', blobs: 'VARCHAR[]'})))"
              + " TO '"
              + file
              + "' (FORMAT parquet)");
    }
    return file;
  }

  private void assertSame(Source source, Path file) {
    List<Event> read = read(source, file);
    assertThat(read.size(), is(events.size()));
    for (int i = 0; i < events.size(); i++) {
      Event live = events.get(i);
      assertThat(records.get(i), read.get(i).identity(), is(live.identity()));
      assertThat(records.get(i), read.get(i).agreesWith(live), is(true));
      assertThat(read.get(i).known(), is(live.known()));
    }
  }

  private static List<Event> read(Source source, Path file) {
    List<Event> read = new ArrayList<>();
    HistoryReader.of(source, Set.of(), 10_000).forEachEvent(file.toString(), read::add);
    return read;
  }
}
