package io.twinstream.pipelines.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.files.FileTree;
import io.twinstream.features.files.IncompleteFolder;
import io.twinstream.offline.log.archive.DeadLetterTable;
import io.twinstream.offline.log.archive.WrittenTable;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.trainingset.TrainingTable;
import io.twinstream.offline.objects.S3Server;
import io.twinstream.pipelines.BackfillStates;
import io.twinstream.pipelines.ShopHistory;
import io.twinstream.pipelines.TrainingSets;
import io.twinstream.pipelines.backfill.BackfillJob;
import io.twinstream.pipelines.online.StoreAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Jobs over history whose files are in an object store write what they write on this machine. */
class ObjectStoreJobsTest {
  @TempDir Path local;
  private Path remote;

  @BeforeEach
  void nameFolder(TestInfo test) {
    remote = S3Server.shared().folder(test.getTestMethod().orElseThrow().getName());
  }

  @Test
  void rowsStatesAndDeadLettersOfABackfillAreEqualByteForByte() throws Exception {
    ShopHistory history = new ShopHistory(local);
    List<String> lines = new ArrayList<>(history.lines());
    lines.add("broken,u1,x,1.00,2026-03-20T00:00:00Z,2026-03-20T00:00:00Z");
    history.write(lines);
    copy(local.resolve("orders.csv"), remote.resolve("in/orders.csv"));
    for (Path to : List.of(local, remote)) {
      Path in = to.equals(local) ? local.resolve("orders.csv") : remote.resolve("in");
      assertThat(
          backfill(
              history,
              "--runner=FlinkRunner",
              "--flinkMaster=[local]",
              "--parallelism=2",
              "--history=orders=" + in,
              "--output=" + to.resolve("rows"),
              "--states=" + to.resolve("states"),
              "--dead-letters=" + to.resolve("dead")),
          is(0));
    }
    assertThat(files(local.resolve("rows")).size(), greaterThan(10));
    assertThat(files(remote.resolve("rows")), is(files(local.resolve("rows"))));
    for (String view : ShopHistory.VIEWS) {
      assertThat(
          BackfillStates.read(remote.resolve("states").resolve(view)),
          is(BackfillStates.read(local.resolve("states").resolve(view))));
    }
    List<String> reasons = new ArrayList<>();
    DeadLetterTable.read(remote.resolve("dead"), letter -> reasons.add(letter.detail()));
    assertThat(reasons.size(), is(1));
    WrittenTable rows = WrittenTable.below(remote.resolve("rows")).get(0);
    assertThat(rows.columns().size(), greaterThan(3));
  }

  @Test
  @Tag("slow")
  void backfillInChunksContinuesAndEqualsALocalOne() throws Exception {
    ShopHistory history = new ShopHistory(local);
    for (Path to : List.of(local, remote)) {
      String output = "--output=" + to.resolve("rows");
      assertThat(backfill(history, output, "--chunk=6d", "--to=2026-03-05T00:00:00Z"), is(0));
      assertThat(backfill(history, output, "--chunk=6d", "--since=last"), is(0));
    }
    Map<String, String> expected = files(local.resolve("rows"));
    assertThat(files(remote.resolve("rows")), is(expected));
    assertThat(expected.keySet().toString(), containsString("event_date=2026-03-09"));
  }

  @Test
  void trainingSetOfASpineInTheStoreEqualsALocalOne() throws Exception {
    TrainingSets sets = TrainingSets.in(local);
    String spine =
        """
        time,user,product,amount,label
        2026-03-01T10:10:00Z,ann,p,1.00,1
        2026-03-01T10:01:00Z,ann,p,2.00,0
        2026-03-01T10:10:00Z,bob,q,3.00,1
        """;
    Files.writeString(remote.resolve("spine.csv"), spine);
    copy(local.resolve("orders.csv"), remote.resolve("orders.csv"));
    assertThat(sets.make(spine).code(), is(0));
    TrainingSets.Result result =
        sets.run(
            "--history=orders=" + remote.resolve("ord*.csv"),
            "--spine=" + remote.resolve("spine.csv"),
            "--output=" + remote.resolve("set"));
    assertThat(result.text(), result.code(), is(0));
    Map<String, String> expected = files(local.resolve("out"));
    assertThat(files(remote.resolve("set")), is(expected));
    assertThat(expected.keySet().toString(), containsString("_report.json"));
    assertThat(
        TrainingTable.metadata(remote.resolve("set")),
        is(TrainingTable.metadata(local.resolve("out"))));
    assertThat(
        sets.run("--spine=" + remote.resolve("spine.csv"), "--output=" + remote.resolve("set"))
            .text(),
        containsString("is not empty"));
  }

  /** As a job that is killed leaves it. */
  @Test
  void folderOfAKilledJobIsRefusedByReadersAndWrittenAgain() throws Exception {
    ShopHistory history = new ShopHistory(local);
    Path output = remote.resolve("rows");
    IncompleteFolder.begin(output);
    Files.writeString(output.resolve("user_orders@1/event_date=2026-01-01/part-x.parquet"), "half");
    String refusal =
        assertThrows(
                HistoryException.class,
                () -> HistoryFiles.first(Format.PARQUET, output.resolve("user_orders@1") + ""))
            .getMessage();
    assertThat(refusal, containsString(output + ": is not complete"));
    assertThat(backfill(history, "--output=" + output), is(0));
    assertThat(files(output).keySet().toString(), not(containsString("part-x")));
    assertThat(WrittenTable.below(output).size(), is(2));
  }

  @Test
  void failedJobLeavesNothing() throws Exception {
    ShopHistory history = new ShopHistory(local);
    copy(local.resolve("orders.csv"), remote.resolve("in/orders.csv"));
    Files.writeString(
        remote.resolve("in/spine.csv"), "time,user,product,amount\nnever,ann,p,1.00\n");
    TrainingSets.Result result =
        TrainingSets.in(local)
            .run("--spine=" + remote.resolve("in/spine.csv"), "--output=" + remote.resolve("set"));
    assertThat(result.text(), result.code(), is(1));
    assertThat(FileTree.files(remote.resolve("set")), empty());
    assertThat(backfill(history, "--output=s3://no-such-bucket/rows"), is(1));
    assertThat(backfill(history, "--output=abc://bucket/rows"), is(2));
    assertThat(
        backfill(
            history,
            "--output=" + remote.resolve("rows"),
            "--history=orders=s3://no-such-bucket/x"),
        is(1));
    assertThat(FileTree.files(remote.resolve("rows")), empty());
  }

  private static int backfill(ShopHistory history, String... more) {
    return history.backfill(new BackfillJob(StoreAddress::redis), more);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.write(to, Files.readAllBytes(from));
  }

  /** The content of all files below a folder, by name, without the progress of chunks. */
  private static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (Path file : FileTree.files(folder)) {
      String name = folder.relativize(file).toString();
      if (!name.startsWith("_backfill")) {
        files.put(name, HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return files;
  }
}
