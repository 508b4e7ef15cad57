package io.twinstream.pipelines.backfill;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.pipelines.ShopHistory;
import io.twinstream.pipelines.Sql;
import io.twinstream.pipelines.online.StoreAddress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a backfill in chunks, killed and continued, equals a single run. */
@Tag("slow")
class ChunkedBackfillJobTest {
  @TempDir Path folder;
  private ShopHistory history;

  @BeforeEach
  void files() throws Exception {
    history = new ShopHistory(folder);
  }

  @Test
  void aKilledAndContinuedRunEqualsASingleRun() throws Exception {
    Path whole = folder.resolve("whole");
    Path states = folder.resolve("states");
    assertThat(backfill("--output=" + whole, "--states=" + states), is(0));
    Path chunks = folder.resolve("chunks");
    assertThat(backfill("--output=" + chunks, "--chunk=4d", "--to=2026-03-04"), is(0));
    Set<Path> before = files(chunks);
    assertThat(backfill("--output=" + chunks, "--chunk=4d", "--to=2026-03-08"), is(0));
    // As if killed after the progress was written, and half of the rows were moved.
    Set<Path> moved = files(chunks);
    moved.removeAll(before);
    boolean back = true;
    for (Path file : moved) {
      Path rows = chunks.resolve("_backfill/rows").resolve(chunks.relativize(file).toString());
      Files.createDirectories(rows.getParent());
      if (back) {
        Files.move(file, rows);
      }
      back = !back;
    }
    Path progress = chunks.resolve("_backfill/progress.properties");
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(progress)) {
      lines.add(line.startsWith("chunk.1=") ? line.replace("true", "false") : line);
    }
    assertThat(lines, is(not(Files.readAllLines(progress))));
    Files.write(progress, lines);
    // And the files of a killed computation.
    Files.createDirectories(chunks.resolve("_backfill/states-incomplete/user_orders@1"));
    assertThat(backfill("--output=" + chunks, "--chunk=4d"), is(0));
    for (String view : ShopHistory.VIEWS) {
      assertThat(differing(whole.resolve(view), chunks.resolve(view)), is(List.of()));
      assertThat(differing(chunks.resolve(view), whole.resolve(view)), is(List.of()));
      assertThat(
          states(chunks.resolve("_backfill/states-4").resolve(view)),
          is(states(states.resolve(view))));
    }
    assertThat(Files.exists(chunks.resolve("_backfill/rows")), is(false));
    assertThat(Files.exists(chunks.resolve("_backfill/states-3")), is(false));
    // Nothing is computed twice.
    assertThat(backfill("--output=" + chunks, "--since=last"), is(0));
    assertThat(
        Files.readAllLines(progress).stream().filter(l -> l.startsWith("chunk")).count(), is(4L));
  }

  @Test
  void whatIsNewIsAddedAndAPastThatChangedIsRefused() throws Exception {
    Path whole = folder.resolve("whole");
    assertThat(backfill("--output=" + whole, "--service=buy@1", "--rows=self"), is(0));
    List<String> all = new ArrayList<>(history.lines());
    history.write(
        all.stream().filter(line -> ShopHistory.known(line).compareTo("2026-03-08") < 0).toList());
    Path chunks = folder.resolve("chunks");
    String[] service = {"--output=" + chunks, "--service=buy@1", "--rows=self"};
    String[] since = {"--output=" + chunks, "--service=buy@1", "--rows=self", "--since=last"};
    assertThat(backfill(since), is(2));
    assertThat(backfill(service[0], service[1], service[2], "--chunk=30d"), is(0));
    history.write(all);
    assertThat(backfill(since), is(0));
    assertThat(differing(whole.resolve("buy@1"), chunks.resolve("buy@1")), is(List.of()));
    assertThat(differing(chunks.resolve("buy@1"), whole.resolve("buy@1")), is(List.of()));
    assertThat(
        refusal("--output=" + chunks, "--chunk=30d"), containsString("this run would compute"));
    all.add("late,u1,1,1.00,2026-03-03T00:00:00Z,2026-03-03T00:00:00Z");
    history.write(all);
    assertThat(refusal(since), containsString("but had"));
  }

  @Test
  void rowsFromATimeOnSeeWhatWasBefore() throws Exception {
    Path whole = folder.resolve("whole");
    assertThat(backfill("--output=" + whole), is(0));
    Path part = folder.resolve("part");
    assertThat(
        backfill("--output=" + part, "--from=2026-03-04", "--to=2026-03-06T12:00:00Z"), is(0));
    for (String view : ShopHistory.VIEWS) {
      String expected =
          "(SELECT * FROM "
              + DuckDbTables.rows(whole.resolve(view))
              + " WHERE _known >= TIMESTAMPTZ '2026-03-04 00:00:00Z'"
              + " AND _known < TIMESTAMPTZ '2026-03-06 12:00:00Z')";
      String actual = DuckDbTables.rows(part.resolve(view));
      String sql = "SELECT * FROM %s EXCEPT ALL SELECT * FROM %s";
      assertThat(Sql.rows(sql.formatted(expected, actual)), is(List.of()));
      assertThat(Sql.rows(sql.formatted(actual, expected)), is(List.of()));
    }
  }

  @Test
  void twoRunsAtOnceAreRefused() throws Exception {
    Path lock = Files.createDirectories(folder.resolve("chunks/_backfill")).resolve("lock");
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      assertThat(held.isValid(), is(true));
      assertThat(
          refusal("--output=" + folder.resolve("chunks"), "--chunk=4d"),
          containsString("another run is using"));
    }
  }

  @Test
  void whatCannotBeDoneIsRefused() {
    assertThat(refusal("--online", "--chunk=1d"), containsString("--progress DIR"));
    assertThat(refusal("--output=x", "--chunk=often"), containsString("'often' is not a duration"));
    assertThat(refusal("--output=x", "--from=noon"), containsString("'noon' is not a time"));
    assertThat(refusal("--output=x", "--since=ever"), containsString("--since accepts only last"));
    assertThat(
        refusal("--output=x", "--online", "--to=2026-03-04", "--redis=h:1"),
        containsString("leave --to out"));
  }

  private int backfill(String... more) {
    return history.backfill(new BackfillJob(StoreAddress::redis), more);
  }

  private String refusal(String... more) {
    PrintStream before = System.err;
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    System.setErr(new PrintStream(text, true, StandardCharsets.UTF_8));
    try {
      assertThat(backfill(more), is(2));
      return text.toString(StandardCharsets.UTF_8);
    } finally {
      System.setErr(before);
    }
  }

  private static Set<Path> files(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return new TreeSet<>(files.filter(f -> f.toString().endsWith(".parquet")).toList());
    }
  }

  private static List<String> differing(Path one, Path other) throws Exception {
    return Sql.rows(
        "SELECT * FROM (SELECT * FROM %s EXCEPT ALL SELECT * FROM %s) LIMIT 3"
            .formatted(DuckDbTables.rows(one), DuckDbTables.rows(other)));
  }

  /** Entities and the bytes of their states, unordered. */
  private static Set<String> states(Path folder) throws Exception {
    Set<String> states = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".states")).toList()) {
        try (var in = new java.io.DataInputStream(Files.newInputStream(file))) {
          while (in.available() > 0) {
            String entity = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
            states.add(entity + Arrays.toString(in.readNBytes(in.readInt())));
          }
        }
      }
    }
    return states;
  }
}
