package io.twinstream.offline.log;

import static io.twinstream.features.definition.FieldType.BOOLEAN;
import static io.twinstream.features.definition.FieldType.DOUBLE;
import static io.twinstream.features.definition.FieldType.LONG;
import static io.twinstream.features.definition.FieldType.STRING;
import static io.twinstream.features.definition.FieldType.TIMESTAMP;
import static io.twinstream.features.definition.FieldType.decimal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.offline.log.archive.Compaction;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.table.EventTable;
import io.twinstream.offline.log.table.TableWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventTableTest {
  private static final Source SOURCE =
      Sources.source(
          "txn",
          "id",
          "ts",
          HistoryMapping.DEFAULT,
          "id",
          STRING,
          "card",
          STRING,
          "user",
          LONG,
          "amount",
          decimal(2),
          "score",
          DOUBLE,
          "ok",
          BOOLEAN,
          "seen",
          TIMESTAMP,
          "ts",
          TIMESTAMP);
  private static final long START = Instant.parse("2020-02-28T12:00:00Z").toEpochMilli();
  private static final long HOUR = 3_600_000;

  @TempDir Path directory;

  @Test
  void archivedEventsAreReadBackTheSame() throws IOException {
    List<Event> events = events(200, 1);
    List<Path> files = EventTable.writer(directory, SOURCE).write(events);
    assertThat(files, hasSize(9)); // 200 hours from noon
    assertThat(read(), containsInAnyOrder(events.toArray()));
    assertThat(
        directory.relativize(files.get(1)).getParent().toString(), is("event_date=2020-02-29"));
  }

  @Test
  void batchWrittenAgainIsTheSameFiles() throws IOException {
    List<Event> events = events(50, 1);
    TableWriter<Event> writer = EventTable.writer(directory, SOURCE);
    List<Path> once = writer.write(events);
    List<Event> shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, new Random(5));
    assertThat(writer.write(shuffled), is(once));
    assertThat(read(), hasSize(50));
    assertThat(writer.write(events.subList(0, 49)).get(0), is(once.get(0)));
    assertThat(read().size(), is(50 + lastDay(events) - 1));
  }

  private static int lastDay(List<Event> events) {
    long last = Math.floorDiv(events.get(events.size() - 1).ts(), 24 * HOUR);
    return (int) events.stream().filter(e -> Math.floorDiv(e.ts(), 24 * HOUR) == last).count();
  }

  @Test
  void nothingButWholeFilesIsLeft() throws IOException {
    EventTable.writer(directory, SOURCE).write(events(20, 1));
    try (Stream<Path> all = Files.walk(directory)) {
      List<String> odd =
          all.filter(Files::isRegularFile)
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.matches("part-\\d{5}-\\d{19}-[0-9a-f]{16}\\.parquet"))
              .toList();
      assertThat(odd, is(List.of()));
    }
  }

  @Test
  void archiveIsReadThroughLinks() throws IOException {
    List<Event> events = events(20, 1);
    Path real = directory.resolve("real");
    Path day = EventTable.writer(real, SOURCE).write(events).get(0).getParent();
    Path elsewhere = Files.move(day, directory.resolve("elsewhere"));
    Files.createSymbolicLink(day, elsewhere);
    Path link = Files.createSymbolicLink(directory.resolve("link"), real);
    assertThat(DuckDbTables.isArchive(link.toString()), is(true));
    assertThat(Compaction.tables(link), is(List.of(link)));
    assertThat(Cursors.read(SOURCE, Set.of("card"), HistoryFiles.archive(link), 1000), hasSize(20));
    try (Duck duck = new Duck()) {
      assertThat(duck.number("SELECT count(*) FROM " + DuckDbTables.rows(link)), is(20L));
    }
  }

  @Test
  void unfinishedFilesAreNotSeen() throws IOException {
    List<Event> events = events(20, 1);
    Path file = EventTable.writer(directory, SOURCE).write(events).get(0);
    Files.write(file.resolveSibling("." + file.getFileName() + ".x.tmp"), new byte[] {1, 2, 3});
    assertThat(read(), containsInAnyOrder(events.toArray()));
  }

  @Test
  void fieldThatIsNewerThanTheArchiveIsNull() throws IOException {
    Source older =
        Sources.source(
            "txn",
            "id",
            "ts",
            HistoryMapping.DEFAULT,
            "id",
            STRING,
            "card",
            STRING,
            "ts",
            TIMESTAMP);
    EventTable.writer(directory, older)
        .write(List.of(event(older, 0, "{\"id\":\"a\",\"card\":\"c\",\"ts\":0}")));
    Event read = (Event) read().get(0);
    assertThat(read.isNull(SOURCE.schema().slot("amount")), is(true));
    assertThat(read.id(), is("a"));
  }

  private List<Object> read() {
    return new ArrayList<>(
        Cursors.read(SOURCE, Set.of("card"), HistoryFiles.archive(directory), 1000));
  }

  /** One event an hour, with every fifth value null. */
  static List<Event> events(int count, long seed) {
    Random random = new Random(seed);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String json =
          String.format(
              java.util.Locale.ROOT,
              "{\"id\":\"t-%d\",\"card\":\"ü%d\",\"user\":%s,\"amount\":%d.%02d,\"score\":%s,"
                  + "\"ok\":%s,\"seen\":%s,\"ts\":%d}",
              i,
              random.nextInt(9),
              maybe(random, random.nextLong()),
              random.nextInt(1000),
              random.nextInt(100),
              maybe(random, random.nextGaussian()),
              maybe(random, random.nextBoolean()),
              maybe(random, -random.nextInt()),
              START + i * HOUR);
      events.add(event(SOURCE, i, json));
    }
    return events;
  }

  private static Object maybe(Random random, Object value) {
    return random.nextInt(5) == 0 ? null : value;
  }

  static Event event(Source source, int offset, String json) {
    long known = source == SOURCE ? START + offset * HOUR + 77 : 0;
    RawRecord record =
        new RawRecord(new Position("txn", offset % 3, offset / 3), known, json.getBytes(UTF_8));
    return (Event) EventDecoders.live(source, Set.of(), 1000).decode(record);
  }
}
