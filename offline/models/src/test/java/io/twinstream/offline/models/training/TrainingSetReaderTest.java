package io.twinstream.offline.models.training;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.files.IncompleteFolder;
import io.twinstream.offline.models.ModelException;
import io.twinstream.offline.models.learning.LabelledRows;
import io.twinstream.offline.objects.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSetReaderTest {
  private static final Instant LATE = Instant.parse("9999-01-01T00:00:00Z");
  private static final String ROWS =
      """
      SELECT * FROM (VALUES
        (TIMESTAMP '2026-01-01 00:00:02', 'b', 0.1, true, NULL, 1, 'test'),
        (TIMESTAMP '2026-01-01 00:00:00', 'a', 1e300, false, 7, 0, 'train'),
        (TIMESTAMP '2026-01-01 00:00:01', NULL, NULL, NULL, 16777217, 1, 'train'),
        (TIMESTAMP '2026-01-01 00:00:01', 'a', 5, true, 1, NULL, 'train'))
      t(ts, card, amount, night, count, fraud, part)
      """;

  @TempDir Path folder;

  private static Columns columns(String... features) {
    return new Columns(
        List.of(features), "fraud", Optional.of("ts"), Optional.of("card"), Optional.of("part"));
  }

  @Test
  void readsInTheOrderOfTimeNullsAsNaNAndLeavesUnlabelledRowsOut() throws SQLException {
    ParquetRows.write(folder.resolve("a.parquet"), ROWS);
    TrainingSet set =
        TrainingSetReader.read(folder, columns("amount", "night", "count"), Instant.EPOCH, LATE);
    LabelledRows rows = set.rows();
    float nan = Float.NaN;
    assertThat(
        rows.values(),
        is(new float[] {Float.MAX_VALUE, 0, 7, nan, nan, 16_777_216f, 0.1f, 1, nan}));
    assertThat(rows.positive(), is(new boolean[] {false, true, true}));
    assertThat(rows.times()[1] - rows.times()[0], is(1_000L));
    assertThat(Instant.ofEpochMilli(rows.times()[0]).toString(), is("2026-01-01T00:00:00Z"));
    assertThat(rows.groups(), is(new int[] {0, 1, 2}));
    assertThat(set.parts(), contains("train", "train", "test"));
    assertThat(set.unlabelled(), is(1L));
  }

  @Test
  void readsFilesInAnObjectStore() throws SQLException, IOException {
    Path file = folder.resolve("a.parquet");
    ParquetRows.write(file, ROWS);
    Path remote = S3Server.shared().folder("training");
    Files.copy(file, remote.resolve("kind=x/a.parquet"));
    Columns columns = columns("amount", "count");
    TrainingSet local = TrainingSetReader.read(folder, columns, Instant.EPOCH, LATE);
    TrainingSet read = TrainingSetReader.read(remote, columns, Instant.EPOCH, LATE);
    assertThat(read.rows().values(), is(local.rows().values()));
    IncompleteFolder.begin(remote);
    ModelException e =
        assertThrows(
            ModelException.class,
            () -> TrainingSetReader.read(remote, columns, Instant.EPOCH, LATE));
    assertThat(e.getMessage(), containsString("is not complete"));
  }

  /** As a table is for some time after it was compacted. */
  @Test
  void whatAnotherFileReplacesIsNotReadToo() throws SQLException, IOException {
    ParquetRows.write(folder.resolve("a.parquet"), ROWS);
    Columns columns = columns("amount");
    int rows = TrainingSetReader.read(folder, columns, Instant.EPOCH, LATE).rows().times().length;
    Files.writeString(folder.resolve("_replaces-b.parquet"), "a.parquet\n");
    Files.copy(folder.resolve("a.parquet"), folder.resolve("b.parquet"));
    TrainingSet set = TrainingSetReader.read(folder, columns, Instant.EPOCH, LATE);
    assertThat(set.rows().times().length, is(rows));
  }

  @Test
  void neitherFilesNorTheirOrderMakeADifference() throws SQLException, IOException {
    Path one = Files.createDirectory(folder.resolve("one"));
    ParquetRows.write(one.resolve("a.parquet"), ROWS);
    Path second = Files.createDirectories(folder.resolve("two/date=2"));
    Path first = Files.createDirectories(folder.resolve("two/date=1"));
    ParquetRows.write(second.resolve("a.parquet"), ROWS + " ORDER BY amount LIMIT 2");
    ParquetRows.write(first.resolve("b.parquet"), ROWS + " ORDER BY amount LIMIT 2 OFFSET 2");
    Columns columns = columns("amount", "count");
    TrainingSet a = TrainingSetReader.read(one, columns, Instant.EPOCH, LATE);
    TrainingSet b = TrainingSetReader.read(folder.resolve("two"), columns, Instant.EPOCH, LATE);
    assertThat(b.rows().values(), is(a.rows().values()));
    assertThat(b.rows().groups(), is(a.rows().groups()));
  }

  @Test
  void linksAreFollowedAndUnfinishedFilesLeftOut() throws SQLException, IOException {
    Path real = Files.createDirectories(folder.resolve("real/part"));
    ParquetRows.write(real.resolve("a.parquet"), ROWS);
    Path linked = Files.createDirectory(folder.resolve("linked"));
    Files.createSymbolicLink(linked.resolve("part"), real);
    Files.createDirectory(linked.resolve("_temporary"));
    ParquetRows.write(linked.resolve("_temporary/a.parquet"), ROWS);
    TrainingSet set =
        TrainingSetReader.read(
            Files.createSymbolicLink(folder.resolve("link"), linked),
            columns("count"),
            Instant.EPOCH,
            LATE);
    assertThat(set.rows().size(), is(3));
  }

  @Test
  void readsTheSpanAskedForAndTheMetadata() throws SQLException {
    ParquetRows.write(
        folder.resolve("a.parquet"), ROWS, ", KV_METADATA {'twinstream.service': 'fraud@1'}");
    Instant second = Instant.parse("2026-01-01T00:00:01Z");
    TrainingSet set =
        TrainingSetReader.read(folder, columns("count"), second, second.plusSeconds(1));
    assertThat(set.rows().size(), is(1));
    assertThat(set.metadata(), is(Map.of("twinstream.service", "fraud@1")));
  }

  @Test
  void refusesOtherFiles() throws SQLException, IOException {
    assertThat(refused(folder.resolve("none"), columns("a")), containsString("no training set at"));
    assertThat(refused(folder, columns("a")), containsString("no Parquet files in"));
    Path file = folder.resolve("a.parquet");
    ParquetRows.write(file, ROWS);
    assertThat(
        refused(file, columns("amuont")),
        containsString("no column 'amuont'; did you mean amount?"));
    Columns text =
        new Columns(
            List.of("amount"), "part", Optional.of("card"), Optional.empty(), Optional.empty());
    assertThat(refused(file, text), containsString("column 'card' is VARCHAR, not a timestamp"));
    Columns label =
        new Columns(
            List.of("amount"), "count", Optional.of("ts"), Optional.empty(), Optional.empty());
    assertThat(refused(file, label), containsString("holds 7.0; a label is 0 or 1"));
    Files.writeString(file, "PAR1 and nothing more");
    assertThat(refused(file, columns("amount")), containsString("cannot read the training set"));
  }

  @Test
  void goesByTheEventsTimeOrTheSpines() throws SQLException {
    Columns columns =
        new Columns(List.of("x"), "y", Optional.empty(), Optional.empty(), Optional.empty());
    String row = "SELECT 1 AS x, 1 AS y, TIMESTAMPTZ '2026-01-01 00:00:05Z' AS _as_of";
    ParquetRows.write(folder.resolve("a.parquet"), row);
    long[] spine = TrainingSetReader.read(folder, columns, Instant.EPOCH, LATE).rows().times();
    ParquetRows.write(
        folder.resolve("a.parquet"), row + ", TIMESTAMPTZ '2026-01-01 00:00:04Z' AS _ts");
    long[] event = TrainingSetReader.read(folder, columns, Instant.EPOCH, LATE).rows().times();
    assertThat(spine[0] - event[0], is(1_000L));
  }

  @Test
  void refusesFilesOfTwoTrainingSets() throws SQLException {
    ParquetRows.write(
        folder.resolve("a.parquet"), ROWS, ", KV_METADATA {'twinstream.service': 'fraud@1'}");
    ParquetRows.write(
        folder.resolve("b.parquet"), ROWS, ", KV_METADATA {'twinstream.service': 'fraud@2'}");
    assertThat(
        refused(folder, columns("amount")), containsString("twinstream.service is fraud@1 and"));
  }

  private static String refused(Path path, Columns columns) {
    return assertThrows(
            ModelException.class, () -> TrainingSetReader.read(path, columns, Instant.EPOCH, LATE))
        .getMessage();
  }
}
