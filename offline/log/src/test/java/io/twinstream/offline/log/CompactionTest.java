package io.twinstream.offline.log;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.TopicId;
import io.twinstream.features.files.Replacements;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.offline.log.archive.ArchiveFence;
import io.twinstream.offline.log.archive.CompactedFile;
import io.twinstream.offline.log.archive.Compaction;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.table.FeatureTable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that readers get the same rows before, during and after a compaction. */
class CompactionTest {
  private static final Duration LATER = Duration.ofHours(1);
  @TempDir Path folder;
  private OrderArchive orders;
  private Path table;

  @BeforeEach
  void table() throws IOException {
    table = folder.resolve("orders");
    orders = new OrderArchive(table);
    for (int i = 0; i < 6; i++) {
      List<Event> batch = orders.events(40 * i, 40);
      orders.write(batch);
      orders.write(batch.subList(10, 30)); // again, after a restore
    }
  }

  @Test
  void everyReaderSaysTheSameBeforeAndAfter() throws IOException {
    Map<Position, Event> before = orders.read();
    ArchiveFence fence =
        ArchiveFence.of(table, folder, folder, new TopicId("orders", ""), "orders");
    Map<String, List<Event>> entities = orders.entities();
    assertThat(before.size(), is(240));
    Compaction.Result result = compact(LATER);
    assertThat(result.folders(), is(2));
    assertThat(result.filesBefore(), is(24L));
    assertThat(result.filesAfter(), is(2L));
    assertThat(result.rowsBefore(), is(360L));
    assertThat(result.duplicates(), is(120L));
    assertThat(result.bytesAfter(), lessThan(result.bytesBefore()));
    assertThat(orders.read(), is(before));
    assertThat(orders.entities(), is(entities));
    ArchiveFence after =
        ArchiveFence.of(table, folder, folder, new TopicId("orders", ""), "orders");
    assertThat(after.next(), is(fence.next()));
    assertThat(after.known(), is(fence.known()));
    assertThat(fence.repeated().isEmpty(), is(false));
    assertThat(after.repeated().isEmpty(), is(true));
    assertThat(orders.rows(), is(240L));
    // sorted by entity, then known time
    List<Event> events = orders.all();
    for (int i = 1; i < events.size(); i++) {
      Event last = events.get(i - 1);
      Event next = events.get(i);
      boolean sameDay = last.ts() / 86_400_000 == next.ts() / 86_400_000;
      assertThat(!sameDay || last.text(1).compareTo(next.text(1)) <= 0, is(true));
    }
  }

  /** Positions alone took 40 events of a topic that was created again for repetitions. */
  @Test
  void otherRecordsAtTheSamePositionsAllStay() throws IOException {
    List<Event> others = orders.events(0, 40);
    orders.write(others);
    orders.write(others.subList(0, 20));
    Map<String, List<Event>> entities = orders.entities();
    assertThat(entities.values().stream().mapToInt(List::size).sum(), is(280));
    compact(Duration.ZERO);
    assertThat(orders.rows(), is(280L));
    assertThat(orders.all().containsAll(others), is(true));
    assertThat(orders.entities(), is(entities));
    try (Duck duck = new Duck()) {
      assertThat(duck.number("SELECT count(*) FROM " + DuckDbTables.distinctRows(table)), is(280L));
    }
  }

  @Test
  void replacedFilesStayForAWhile() throws IOException {
    assertThat(compact(LATER).deleted(), is(0L));
    assertThat(orders.files(), is(26L));
    assertThat(compact(LATER).folders(), is(0));
    // more comes, and is compacted with what was
    orders.write(orders.events(240, 40));
    assertThat(orders.read().size(), is(280));
    Compaction.Result second = compact(LATER);
    assertThat(second.filesBefore(), is(4L));
    assertThat(second.filesAfter(), is(2L));
    assertThat(orders.read().size(), is(280));
    assertThat(orders.rows(), is(280L));
    Compaction.Result third = compact(Duration.ZERO);
    assertThat(third.folders(), is(0));
    assertThat(third.deleted(), is(28L));
    assertThat(orders.files(), is(2L));
    assertThat(orders.read().size(), is(280));
    compact(Duration.ZERO);
    try (Stream<Path> all = Files.walk(table)) {
      assertThat(
          all.filter(file -> file.getFileName().toString().startsWith("_"))
              .filter(Files::isRegularFile)
              .toList(),
          is(List.of()));
    }
  }

  @Test
  void aRunThatIsKilledLeavesWhatItFound() throws IOException {
    Map<Position, Event> before = orders.read();
    Path day = DuckDbTables.folders(table).get(0);
    // killed while it writes, and between writing the note and the file in the note
    Files.write(day.resolve(".part-compact-1.parquet.x.tmp"), new byte[] {1, 2});
    List<String> names =
        DuckDbTables.files(day).stream().map(f -> f.getFileName().toString()).toList();
    Replacements.write(day.resolve("part-compact-00000000deadbeef.parquet"), names);
    assertThat(orders.read(), is(before));
    // killed between the file and whatever comes after
    try (Duck duck = new Duck()) {
      for (CompactedFile file :
          CompactedFile.of(day, DuckDbTables.files(day), List.of("user"), duck)) {
        file.write(duck);
      }
    }
    assertThat(orders.read(), is(before));
    assertThat(orders.rows() < 360, is(true));
    compact(Duration.ZERO);
    assertThat(orders.read(), is(before));
    assertThat(orders.files(), is(2L));
  }

  @Test
  void writersAndReadersGoOnMeanwhile() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    List<Throwable> failures = new ArrayList<>();
    List<Event> all = new ArrayList<>();
    Thread writer =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < 8; i++) {
                  List<Event> batch = orders.events(1000 + 10 * i, 10);
                  orders.write(batch);
                  all.addAll(batch);
                }
              } catch (IOException | RuntimeException e) {
                failures.add(e);
              }
            });
    Thread reader =
        new Thread(
            () -> {
              try {
                while (!stop.get()) {
                  Map<Position, Event> seen = orders.read();
                  // All that was there first, always.
                  long first = seen.keySet().stream().filter(p -> p.offset() < 120).count();
                  assertThat(first, is(240L));
                }
              } catch (RuntimeException | Error e) {
                failures.add(e);
              }
            });
    writer.start();
    reader.start();
    try {
      do {
        compact(LATER);
      } while (writer.isAlive());
    } finally {
      writer.join();
      stop.set(true);
      reader.join();
    }
    assertThat(failures, is(List.of()));
    compact(LATER);
    Map<Position, Event> read = orders.read();
    all.forEach(event -> assertThat(read.get(event.position()), is(event)));
    assertThat(orders.rows(), is(320L));
  }

  @Test
  void rowsOfFeaturesKeepTheGreatestAndDefinitionsStayApart() throws IOException {
    for (String fingerprint : List.of("old", "new")) {
      FeatureTable features =
          new FeatureTable(
              OrderArchive.SOURCE,
              List.of("user"),
              List.of(),
              List.of("count_1h"),
              List.of(FeatureType.LONG),
              Map.of("twinstream.fingerprint", fingerprint));
      Event event = orders.events(fingerprint.equals("old") ? 0 : 2, 1).get(0);
      for (int count = 3; count > 0; count--) {
        var row = new FeatureRow(List.of(FeatureType.LONG));
        row.setBits(0, count);
        features
            .writer(folder.resolve("served"))
            .write(List.of(new EventFeatures(event, event.ts(), count, row)));
      }
    }
    Path served = folder.resolve("served");
    Compaction.Result result = Compaction.of(served, List.of("user"), LATER).run((i, n) -> {});
    assertThat(result.rowsAfter(), is(2L));
    assertThat(result.filesAfter(), is(2L));
    List<Long> counts = new ArrayList<>();
    try (Duck duck = new Duck()) {
      duck.query(
          "SELECT count_1h FROM " + DuckDbTables.rows(served), row -> counts.add(row.getLong(1)));
    }
    assertThat(counts, is(List.of(3L, 3L)));
  }

  @Test
  void twoAtOnceAndNoTableAreRefused() throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                table.resolve("_compact.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(lock.isValid(), is(true));
      String refusal = assertThrows(HistoryException.class, () -> compact(LATER)).getMessage();
      assertThat(refusal, containsString("another process is compacting"));
    }
    assertThrows(HistoryException.class, () -> Compaction.tables(folder.resolve("nowhere")));
    assertThat(Compaction.tables(folder), is(List.of(table)));
    assertThat(compact(LATER).folders(), greaterThan(0));
  }

  private Compaction.Result compact(Duration keep) {
    return Compaction.of(table, List.of("card", "user"), keep).run((done, of) -> {});
  }
}
