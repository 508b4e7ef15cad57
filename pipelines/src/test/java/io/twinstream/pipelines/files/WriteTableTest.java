package io.twinstream.pipelines.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.Reason;
import io.twinstream.offline.log.archive.DeadLetterTable;
import io.twinstream.offline.log.archive.UpkeepRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the writer of a live table, with the compaction that runs at the same time. */
class WriteTableTest {
  private static final UpkeepRule RULE =
      new UpkeepRule(Duration.ofMillis(20), 8, Duration.ofHours(1), Duration.ofSeconds(1));

  @TempDir Path folder;

  @Test
  void filesOfALiveTableStayFew() throws Exception {
    Path table = folder.resolve("dead_letters");
    var first = new WriteTable.WriteBatchFn<>(TableSpec.ofDeadLetters(table), RULE);
    var second = new WriteTable.WriteBatchFn<>(TableSpec.ofDeadLetters(table), RULE);
    first.setup();
    second.setup();
    for (int i = 0; i < 60; i++) {
      first.write(KV.of(0L, List.of(letter(2 * i))));
      second.write(KV.of(1L, List.of(letter(2 * i + 1))));
    }
    first.teardown();
    await(() -> files(table) < 12); // 120 were written; the replaced ones are deleted too
    second.teardown();
    await(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(WriteTableTest::isUpkeep));
    List<DeadLetter> read = new ArrayList<>();
    DeadLetterTable.read(table, read::add);
    assertThat(read, hasSize(120));
  }

  @Test
  void rowsAreSpreadOnlyWhereThereAreMany() {
    WriteTable.ShardFn<Integer> shards = new WriteTable.ShardFn<>();
    long second = 1_000_000_000;
    assertThat(shards(shards, 2_000, second), is(Set.of(0L)));
    assertThat(shards(shards, 500, 2 * second).size(), is(8));
    assertThat(shards(shards, 500, 3 * second), is(Set.of(0L)));
  }

  private static Set<Long> shards(WriteTable.ShardFn<Integer> shards, int rows, long now) {
    Set<Long> found = new HashSet<>();
    for (int i = 0; i < rows; i++) {
      found.add(shards.shard(i, now + i));
    }
    return found;
  }

  private static DeadLetter letter(int offset) {
    return DeadLetter.of(
        "txn", new Position("t", 0, offset), 1, Reason.MALFORMED, "none", "x".getBytes(UTF_8));
  }

  private static boolean isUpkeep(Thread thread) {
    return thread.getName().equals("upkeep of dead_letters");
  }

  private static long files(Path table) {
    try (Stream<Path> all = Files.walk(table)) {
      return all.filter(Files::isRegularFile).count();
    } catch (IOException | java.io.UncheckedIOException e) {
      return Long.MAX_VALUE; // A file was deleted meanwhile.
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 3000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertThat(condition.getAsBoolean(), is(true));
  }
}
