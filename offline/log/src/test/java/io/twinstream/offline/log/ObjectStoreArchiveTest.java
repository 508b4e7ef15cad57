package io.twinstream.offline.log;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.TopicId;
import io.twinstream.features.files.FileTree;
import io.twinstream.offline.log.archive.ArchiveFence;
import io.twinstream.offline.log.archive.Compaction;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.objects.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests that an archive in an object store has the same readers as a local one. */
class ObjectStoreArchiveTest {
  private final Path folder = S3Server.shared().folder("archive");
  private final Path table = folder.resolve("it's orders");

  @Test
  void everyReaderSaysTheSameBeforeAndAfterACompaction() throws IOException {
    OrderArchive orders = new OrderArchive(table);
    for (int i = 0; i < 3; i++) {
      List<Event> batch = orders.events(40 * i, 40);
      orders.write(batch);
      orders.write(batch.subList(10, 30)); // again, after a restore
    }
    Map<Position, Event> before = orders.read();
    ArchiveFence fence = fence();
    Map<String, List<Event>> entities = orders.entities();
    assertThat(before.size(), is(120));
    assertThat(Compaction.tables(folder), is(List.of(table)));
    Compaction.Result result =
        Compaction.of(table, List.of("user"), Duration.ZERO).run((done, of) -> {});
    assertThat(result.rowsBefore(), is(180L));
    assertThat(result.rowsAfter(), is(120L));
    assertThat(result.filesAfter(), is(2L));
    assertThat(FileTree.files(table).size(), is(2));
    assertThat(orders.read(), is(before));
    assertThat(orders.rows(), is(120L));
    assertThat(orders.entities(), is(entities));
    assertThat(fence().next(), is(fence.next()));
    assertThat(fence().known(), is(fence.known()));
    try (Duck duck = new Duck()) {
      String days = "SELECT count(DISTINCT event_date) FROM " + DuckDbTables.rows(table);
      assertThat(duck.number(days), is(2L));
    }
  }

  private ArchiveFence fence() {
    return ArchiveFence.of(table, folder, folder, new TopicId("orders", ""), "orders");
  }
}
