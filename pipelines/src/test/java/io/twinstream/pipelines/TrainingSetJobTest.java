package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.twinstream.pipelines.job.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests training sets: what a row sees, as of its time, and which columns are kept. */
class TrainingSetJobTest {
  @TempDir Path folder;

  private TrainingSets sets;

  @BeforeEach
  void files() throws IOException {
    sets = TrainingSets.in(folder);
  }

  /**
   * Visibility, time, user and product of a row, and the features that it should have, in the
   * service's order.
   */
  private static final List<String> CASES =
      List.of(
          // exactly at an event's time, and a millisecond before and after
          "exclusive | 2026-03-01T10:04:59.999Z | ann | p | 1 1 1.0 5.0",
          "exclusive | 2026-03-01T10:05:00Z     | ann | p | 1 1 1.0 5.0",
          "exclusive | 2026-03-01T10:05:00.001Z | ann | p | 3 2 3.5 1.4285714285714286",
          "inclusive | 2026-03-01T10:04:59.999Z | ann | p | 1 1 1.0 5.0",
          "inclusive | 2026-03-01T10:05:00Z     | ann | p | 3 2 3.5 1.4285714285714286",
          // the first event leaves the ten minutes
          "exclusive | 2026-03-01T10:09:59.999Z | ann | p | 3 2 3.5 1.4285714285714286",
          "exclusive | 2026-03-01T10:10:00Z     | ann | p | 3 2 2.5 2.0",
          // known late: not seen before its known time, although it happened earlier
          "exclusive | 2026-03-01T10:40:00Z     | ann | p | 3 3 null null",
          "exclusive | 2026-03-01T11:30:00Z     | ann | p | 0 0 null null",
          "inclusive | 2026-03-01T11:30:00Z     | ann | p | 0 0 null null",
          // at the ttl, and a millisecond after it: no window sees any event
          "exclusive | 2026-03-01T11:20:00Z     | ann | p | 0 0 null null",
          "exclusive | 2026-03-01T11:20:00.001Z | ann | p | 0 0 null null",
          // entities without events
          "exclusive | 2026-03-01T10:10:00Z     | zoe | q | 0 0 null null",
          // a missing key: like an entity without events
          "exclusive | 2026-03-01T10:10:00Z     | ann | - | 0 2 2.5 2.0",
          "exclusive | 2026-03-01T10:10:00Z     | -   | p | 3 0 null null",
          // a time with an offset, and one without, in the zone of the source
          "exclusive | 2026-03-01T11:05:00.001+01:00 | ann | p | 3 2 3.5 1.4285714285714286",
          "exclusive | 2026-03-01 11:05:00.001  | ann | p | 3 2 3.5 1.4285714285714286");

  @ParameterizedTest
  @ValueSource(strings = {"exclusive", "inclusive"})
  void rowSeesWhatWasKnown(String rows) throws Exception {
    StringBuilder spine = new StringBuilder("when,user,product,amount,label\n");
    List<String> expected = new ArrayList<>();
    for (String each : CASES) {
      String[] of = each.replace("-   ", "").replace("| - |", "||").split("\\s*\\|\\s*");
      if (of[0].equals(rows)) {
        String row = String.join(",", of[1], of[2], of[3], "5.00", expected.size() + "\n");
        spine.append(row);
        expected.add(each.substring(0, each.lastIndexOf('|')) + "| " + of[4]);
      }
    }
    TrainingSets.Result result = sets.make(spine.toString(), "--time=when", "--rows=" + rows);
    assertThat(result.text(), result.code(), is(0));
    List<String> seen =
        sets.query("SELECT sold_1h, count_1h, sum_10m, share FROM %s ORDER BY label");
    List<String> actual = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      String each = expected.get(i);
      actual.add(each.substring(0, each.lastIndexOf('|')) + "| " + seen.get(i).replace('|', ' '));
    }
    assertThat(actual, is(expected));
  }

  @Test
  void everyRowOfTheSpineIsKeptAsItIs() throws Exception {
    // unsorted, with a duplicate, and unknown columns
    String spine =
        """
        note,time,user,product,label
        "x, y",2026-03-01T10:10:00Z,ann,p,1
        é,2026-03-01T10:01:00Z,ann,p,0
        "x, y",2026-03-01T10:10:00Z,ann,p,1
        ,2026-03-01T10:10:00Z,bob,p,
        """;
    TrainingSets.Result result = sets.make(spine, "--split=time:2026-03-01T10:05:00Z");
    assertThat(result.text(), result.code(), is(0));
    assertThat(
        sets.query(
            "SELECT note, label, sold_1h, count_1h, share, split FROM %s ORDER BY label, note"),
        is(
            List.of(
                "é|0|1|1|null|train",
                "x, y|1|3|2|null|test",
                "x, y|1|3|2|null|test",
                "null|null|3|1|null|test")));
    assertThat(
        sets.query("SELECT column_name FROM (DESCRIBE SELECT * FROM %s)"),
        is(
            List.of(
                "note",
                "time",
                "user",
                "product",
                "label",
                "sold_1h",
                "count_1h",
                "sum_10m",
                "share",
                "_as_of",
                "split")));
    assertThat(
        sets.query(
            "SELECT count(*) FROM parquet_kv_metadata(%k) WHERE decode(key) LIKE '%fingerprint'"),
        is(List.of(Integer.toString(sets.parquetFiles()))));
    assertThat(
        Files.readString(sets.out().resolve("_report.json")), containsString("\"rows\" : 4"));
  }

  @Test
  void rowsThatAreEventsSeeTheirOwn() throws Exception {
    TrainingSets.Result result = sets.make(TrainingSets.HISTORY, "--rows=self");
    assertThat(result.text(), result.code(), is(0));
    assertThat(
        sets.query("SELECT id, sold_1h, count_1h, sum_10m, share FROM %s ORDER BY id"),
        is(
            List.of(
                "a|1|1|1.0|1.0",
                "b|2|2|3.5|0.7142857142857143",
                "c|2|1|4.0|1.0",
                "d|0|3|8.0|1.0",
                "e|4|4|16.0|1.0")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"self", "exclusive"})
  void aColumnThatIsAFeatureOfTheRequestIsThereOnce(String rows) throws Exception {
    String[] options = {"--service=ask@1", "--rows=" + rows, "--split=random:0.5,0.5"};
    TrainingSets.Result result = sets.make(TrainingSets.HISTORY, options);
    assertThat(result.text(), result.code(), is(0));
    String columns = "SELECT column_name || ' ' || column_type FROM (DESCRIBE SELECT * FROM %s)";
    assertThat(
        sets.query(columns).subList(2, 8),
        is(
            List.of(
                "product VARCHAR",
                "time VARCHAR",
                "seen VARCHAR",
                "sold_1h BIGINT",
                "amount DOUBLE",
                "share DOUBLE")));
    String amounts = "SELECT id, amount FROM %s ORDER BY id";
    List<String> expected = List.of("a|1.0", "b|2.5", "c|4.0", "d|8.0", "e|16.0");
    assertThat(sets.query(amounts), is(expected));
    // a dropped column is still available to the request and the split
    String all = "SELECT id, sold_1h, amount, share, split FROM %s ORDER BY id";
    List<String> whole = sets.query(all);
    for (String drop : List.of("--drop=amount", "--drop=user,product,time")) {
      TemporaryFolder.delete(sets.out());
      TrainingSets.Result less =
          sets.make(TrainingSets.HISTORY, options[0], options[1], options[2], drop);
      assertThat(less.text(), less.code(), is(0));
      assertThat(sets.query(all), is(whole));
    }
    assertThat(sets.query(columns).subList(0, 2), is(List.of("id VARCHAR", "seen VARCHAR")));
    TemporaryFolder.delete(sets.out());
    TrainingSets.Result by =
        sets.make(TrainingSets.HISTORY, options[0], options[1], options[2], "--split-by=amount");
    assertThat(by.text(), by.code(), is(0));
  }

  @Test
  void aColumnThatIsCalledLikeAFeatureCanBeLeftOut() throws Exception {
    String spine = "time,user,product,sold_1h\n2026-03-01T10:10:00Z,ann,p,77\n";
    TrainingSets.Result refused = sets.make(spine);
    assertThat(refused.code(), is(2));
    assertThat(refused.text(), containsString("--drop sold_1h"));
    TrainingSets.Result result = sets.make(spine, "--drop=sold_1h");
    assertThat(result.text(), result.code(), is(0));
    assertThat(sets.query("SELECT sold_1h FROM %s"), is(List.of("3")));
  }

  /** Then it is read once; rows and counts are the same. */
  @Test
  void theHistoryItselfAsTheSpineGivesTheSameRowsAsACopyOfIt() throws Exception {
    Files.writeString(
        folder.resolve("orders.csv"),
        TrainingSets.HISTORY + "f,,,1.00,2026-03-01T10:35:00Z,2026-03-01T10:35:00Z\n");
    String copy = Files.readString(folder.resolve("orders.csv"));
    String all = "SELECT * FROM %s ORDER BY id";
    for (String option : List.of("--seed=1", "--as-occurred")) {
      TrainingSets.Result ofCopy = sets.make(copy, "--rows=self", option);
      List<String> expected = sets.query(all);
      TemporaryFolder.delete(sets.out());
      TrainingSets.Result once =
          sets.run("--spine=" + folder.resolve("orders.csv"), "--rows=self", option);
      assertThat(once.text(), once.code(), is(0));
      assertThat(sets.query(all), is(expected));
      assertThat(once.text(), containsString("5 events, 0 of them duplicates; 1 dead letters"));
      assertThat(report(once), is(report(ofCopy)));
      TemporaryFolder.delete(sets.out());
    }
  }

  /** What a job prints, without its progress: a slow machine may take until the first of it. */
  private static List<String> report(TrainingSets.Result result) {
    return result
        .text()
        .lines()
        .filter(line -> !line.matches("running for .*|.* events read[,;].*"))
        .toList();
  }

  @Test
  void asOccurredTheDifferencesAreReported() throws Exception {
    String spine = "time,user,product\n2026-03-01T10:40:00Z,ann,p\n2026-03-01T10:06:00Z,bob,p\n";
    TrainingSets.Result result = sets.make(spine, "--as-occurred");
    assertThat(result.text(), result.code(), is(0));
    assertThat(
        sets.query("SELECT sold_1h, count_1h, sum_10m FROM %s ORDER BY time DESC"),
        is(List.of("4|4|null", "3|1|4.0")));
    assertThat(
        Files.readString(sets.out().resolve("_report.json")),
        allOf(containsString("\"count_1h\" : 1"), containsString("\"sold_1h\" : 1")));
  }

  @Test
  void randomPartsAreOfWholeEntitiesAndFollowTheSeed() throws Exception {
    StringBuilder spine = new StringBuilder("time,user,product\n");
    for (int i = 0; i < 400; i++) {
      spine.append("2026-03-01T10:10:00Z,u").append(i % 40).append(",p\n");
    }
    List<String> parts = new ArrayList<>();
    for (String seed : List.of("7", "7", "8")) {
      TrainingSets.Result result =
          sets.make(
              spine.toString(),
              "--split=random:0.5,0.25,0.25",
              "--split-by=user",
              "--seed=" + seed,
              "--partition-by=split");
      assertThat(result.text(), result.code(), is(0));
      parts.add(sets.query("SELECT DISTINCT user, split FROM %s ORDER BY ALL").toString());
      assertThat(sets.query("SELECT DISTINCT user, split FROM %s"), hasSize(40));
      assertThat(Files.isDirectory(sets.out().resolve("split=train")), is(true));
      TemporaryFolder.delete(sets.out());
    }
    assertThat(parts.get(0).equals(parts.get(1)), is(true));
    assertThat(parts.get(0).equals(parts.get(2)), is(false));
  }

  @Test
  void anEmptyHistoryGivesTheFeaturesOfNothing() throws Exception {
    Files.writeString(folder.resolve("orders.csv"), "id,user,product,amount,time,seen\n");
    assertThat(sets.make("time,user,product\n2026-03-01,ann,p\n").code(), is(0));
    assertThat(sets.features(), is(List.of("0 0 null null")));
    assertThat(
        sets.make("time,user,product\n2026-03-01,ann,p\n").text(), containsString("not empty"));
  }
}
