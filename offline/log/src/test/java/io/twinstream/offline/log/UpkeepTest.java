package io.twinstream.offline.log;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import io.twinstream.features.event.Event;
import io.twinstream.offline.log.archive.Compaction;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.archive.Upkeep;
import io.twinstream.offline.log.archive.UpkeepRule;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a table that is written continuously keeps few files. */
class UpkeepTest {
  private static final int MANY = 8;
  private static final Duration LONG = Duration.ofHours(6);

  @TempDir Path folder;
  private int written;

  @Test
  void filesStayFewWhileRowsAreWritten() throws Exception {
    Path table = folder.resolve("orders");
    OrderArchive orders = new OrderArchive(table);
    UpkeepRule rule = new UpkeepRule(Duration.ofMillis(20), MANY, LONG, LONG);
    List<Event> all = new ArrayList<>();
    try (Upkeep upkeep = Upkeep.hold(table, rule);
        Upkeep same = Upkeep.hold(table, rule)) {
      assertThat(same, is(upkeep));
      for (int i = 0; i < 150; i++) {
        all.addAll(write(orders));
        if (i % 50 == 49) {
          // Two days, of each the small files and those that many of them became.
          await(() -> visible(table) <= 2 * (MANY + MANY / 4) + 1);
          assertThat(orders.read().values(), containsInAnyOrder(all.toArray()));
        }
      }
    }
    assertThat(orders.rows(), is(all.size() * 1L));
  }

  @Test
  void filesAreMergedInStepsAndAFolderAtRestHasOneFile() throws IOException {
    Path table = folder.resolve("orders");
    OrderArchive orders = new OrderArchive(table);
    Compaction busy = background(table, LONG);
    for (int i = 0; i < MANY - 1; i++) {
      write(orders);
    }
    assertThat(busy.tidy().orElseThrow().folders(), is(0));
    write(orders);
    assertThat(busy.tidy().orElseThrow().filesAfter(), is(2L));
    Path first = DuckDbTables.files(DuckDbTables.folders(table).get(0)).get(0);
    for (int i = 0; i < MANY; i++) {
      write(orders);
    }
    busy.tidy();
    List<Path> files = DuckDbTables.files(DuckDbTables.folders(table).get(0));
    assertThat("the small ones become another", files, hasSize(2));
    assertThat(files.contains(first), is(true));
    busy.tidy(); // two are a quarter of eight
    assertThat(DuckDbTables.files(DuckDbTables.folders(table).get(0)), hasSize(1));
    for (int i = 0; i < 5; i++) {
      write(orders);
    }
    assertThat(busy.tidy().orElseThrow().folders(), is(0));
    assertThat(background(table, Duration.ofSeconds(-5)).tidy().orElseThrow().filesAfter(), is(2L));
    assertThat(orders.rows(), is(written * 1L));
  }

  @Test
  void failuresAreRetriedAndARunOfAnotherProcessIsNotDisturbed() throws Exception {
    Path table = Files.createDirectories(folder.resolve("orders"));
    OrderArchive orders = new OrderArchive(table);
    for (int i = 0; i < MANY; i++) {
      write(orders);
    }
    Path day = DuckDbTables.folders(table).get(0);
    Path other = DuckDbTables.folders(table).get(1);
    Path damaged = Files.writeString(day.resolve("part-damaged.parquet"), "PAR1");
    try (FileChannel channel =
            FileChannel.open(
                table.resolve("_compact.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock();
        Upkeep upkeep =
            Upkeep.hold(table, new UpkeepRule(Duration.ofMillis(5), MANY, LONG, LONG))) {
      assertThat(background(table, LONG).tidy().isEmpty(), is(true));
      lock.release();
      Thread thread = thread(table);
      await(() -> upkeep.failures() > 1);
      assertThat(DuckDbTables.files(day), hasSize(MANY + 1));
      assertThat("one folder does not keep others from it", DuckDbTables.files(other), hasSize(1));
      Files.delete(damaged);
      await(() -> upkeep.failures() == 0);
      assertThat(visible(table), is(2L));
      assertThat(thread.isAlive(), is(true));
    }
    assertThat(orders.rows(), is(written * 1L));
    await(() -> thread(table) == null);
  }

  @Test
  void supervisorsReceiveFailures() throws Exception {
    Path table = Files.createDirectories(folder.resolve("orders"));
    for (int i = 0; i < MANY; i++) {
      write(new OrderArchive(table));
    }
    Path damaged =
        Files.writeString(
            DuckDbTables.folders(table).get(0).resolve("part-damaged.parquet"), "PAR1");
    AtomicInteger failed = new AtomicInteger();
    AtomicInteger succeeded = new AtomicInteger();
    UnaryOperator<Runnable> guard =
        task ->
            () -> {
              try {
                task.run();
                succeeded.incrementAndGet();
              } catch (RuntimeException e) {
                failed.incrementAndGet();
              }
            };
    UpkeepRule rule = new UpkeepRule(Duration.ofMillis(5), MANY, LONG, LONG);
    try (Upkeep upkeep = Upkeep.hold(table, rule, guard)) {
      await(() -> failed.get() > 1);
      assertThat("a pause is no success", succeeded.get(), is(0));
      Files.delete(damaged);
      await(() -> succeeded.get() > 0);
      assertThat(upkeep.failures(), is(0));
    }
  }

  @Test
  void aSecondRunInTheProcessDoesNotEndTheLock() throws Exception {
    Path table = Files.createDirectories(folder.resolve("orders"));
    for (int i = 0; i < 2; i++) {
      write(new OrderArchive(table));
    }
    Path lock = table.resolve("_compact.lock");
    AtomicInteger looked = new AtomicInteger();
    Compaction.of(table, List.of(), LONG)
        .run(
            (done, all) -> {
              assertThat(isLocked(lock), is(true));
              assertThat(background(table, LONG).tidy().isEmpty(), is(true));
              assertThat(isLocked(lock), is(true));
              looked.incrementAndGet();
            });
    assertThat(looked.get(), greaterThan(0));
    assertThat(background(table, LONG).tidy().isPresent(), is(true));
  }

  /** As the kernel has it; where it does not say, there is nothing to see. */
  private static boolean isLocked(Path lock) {
    Path locks = Path.of("/proc/locks");
    try {
      String end = ":" + Files.getAttribute(lock, "unix:ino") + " ";
      return !Files.exists(locks) || Files.readString(locks).contains(end);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Closing another channel of the same file would end the lock. */
  @Test
  void aLockOfADeletedFileDoesNotCount() throws IOException {
    Path table = Files.createDirectories(folder.resolve("orders"));
    write(new OrderArchive(table));
    try (FileChannel old =
        FileChannel.open(
            table.resolve("_compact.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      Files.delete(table.resolve("_compact.lock"));
      assertThat(old.lock().isValid(), is(true));
      assertThat(background(table, LONG).tidy().isPresent(), is(true));
    }
  }

  @Test
  void theRuleFollowsTheWriter() {
    UpkeepRule minute = UpkeepRule.of(Duration.ofMinutes(1), UpkeepRule.DEFAULT_KEEP);
    assertThat(minute.every(), is(Duration.ofMinutes(5)));
    assertThat(UpkeepRule.of(Duration.ofSeconds(1), LONG).every(), is(Duration.ofSeconds(5)));
    assertThat(UpkeepRule.of(Duration.ofHours(1), LONG).every(), not(greaterThan(LONG)));
    // Eight files a minute for five minutes come to no more before it looks again.
    assertThat(8 * 5, lessThanOrEqualTo(minute.many()));
  }

  private static Compaction background(Path table, Duration quiet) {
    return Compaction.inBackground(
        table, new UpkeepRule(Duration.ofMinutes(1), MANY, quiet, Duration.ZERO));
  }

  private List<Event> write(OrderArchive orders) throws IOException {
    List<Event> events = orders.events(written, 6);
    written += 6;
    orders.write(events);
    return events;
  }

  private static long visible(Path table) {
    try {
      long files = 0;
      for (Path day : DuckDbTables.folders(table)) {
        files += DuckDbTables.files(day).size();
      }
      return files;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Thread thread(Path table) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(each -> each.getName().equals("upkeep of " + table.getFileName()))
        .findFirst()
        .orElse(null);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 3000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertThat(condition.getAsBoolean(), is(true));
  }
}
