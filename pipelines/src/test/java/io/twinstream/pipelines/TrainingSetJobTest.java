package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Point-in-time cases, and what cannot be made a training set of. */
class TrainingSetJobTest {
  private static final String DEFINITIONS =
      """
      project: shop
      max_state_size: 1GiB
      sources:
        orders:
          topic: orders
          event_time: time
          event_id: id
          max_lateness: 10d
          fields: {id: string, user: string, product: string, amount: decimal(2), time: timestamp}
          history: {format: csv, known: seen, zone: Europe/Berlin}
      entities: {user: {key: user}, product: {key: product}}
      views:
        user_orders@1:
          entity: user
          source: orders
          ttl: 1h
          aggregations:
            - {name: count_1h, function: count, windows: 1h, hop: 1ms}
            - {name: sum_10m, function: sum, field: amount, windows: 10m, hop: 1ms}
        product_orders@1:
          entity: product
          source: orders
          aggregations:
            - {name: sold_1h, function: count, windows: 1h, hop: 1ms}
      features:
        share: "sum_10m > 0 ? request.amount / sum_10m : 0"
      services:
        buy@1: {request: {amount: decimal(2)}, features: [sold_1h, user_orders.*, share]}
      """;

  /** The last one is known an hour after it happened. */
  private static final String HISTORY =
      """
      id,user,product,amount,time,seen
      a,ann,p,1.00,2026-03-01T10:00:00Z,2026-03-01T10:00:00Z
      b,ann,p,2.50,2026-03-01T10:05:00Z,2026-03-01T10:05:00Z
      c,bob,p,4.00,2026-03-01T10:05:00Z,2026-03-01T10:05:00Z
      d,ann,,8.00,2026-03-01T10:20:00Z,2026-03-01T10:20:00Z
      e,ann,p,16.00,2026-03-01T10:30:00Z,2026-03-01T11:30:00Z
      """;

  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    Files.writeString(folder.resolve("shop.yaml"), DEFINITIONS);
    Files.writeString(folder.resolve("orders.csv"), HISTORY);
  }

  /** Visibility, time, user and product of a row, and what it sees, in the service's order. */
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
          // known late: not seen before it is known, though it happened
          "exclusive | 2026-03-01T10:40:00Z     | ann | p | 3 3 null null",
          "exclusive | 2026-03-01T11:30:00Z     | ann | p | 0 0 null null",
          "inclusive | 2026-03-01T11:30:00Z     | ann | p | 0 0 null null",
          // at the ttl, and a millisecond past it: what no window sees any more
          "exclusive | 2026-03-01T11:20:00Z     | ann | p | 0 0 null null",
          "exclusive | 2026-03-01T11:20:00.001Z | ann | p | 0 0 null null",
          // nobody and nothing ever seen
          "exclusive | 2026-03-01T10:10:00Z     | zoe | q | 0 0 null null",
          // a key that is missing: null, not zero
          "exclusive | 2026-03-01T10:10:00Z     | ann | - | null 2 2.5 2.0",
          "exclusive | 2026-03-01T10:10:00Z     | -   | p | 3 null null null",
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
    Result result = make(spine.toString(), "--time=when", "--rows=" + rows);
    assertThat(result.text(), result.code(), is(0));
    List<String> seen = query("SELECT sold_1h, count_1h, sum_10m, share FROM %s ORDER BY label");
    List<String> actual = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      String each = expected.get(i);
      actual.add(each.substring(0, each.lastIndexOf('|')) + "| " + seen.get(i).replace('|', ' '));
    }
    assertThat(actual, is(expected));
  }

  @Test
  void everyRowOfTheSpineIsKeptAsItIs() throws Exception {
    // unsorted, with a duplicate, and columns that nobody knows
    String spine =
        """
        note,time,user,product,label
        "x, y",2026-03-01T10:10:00Z,ann,p,1
        é,2026-03-01T10:01:00Z,ann,p,0
        "x, y",2026-03-01T10:10:00Z,ann,p,1
        ,2026-03-01T10:10:00Z,bob,p,
        """;
    Result result = make(spine, "--split=time:2026-03-01T10:05:00Z");
    assertThat(result.text(), result.code(), is(0));
    assertThat(
        query("SELECT note, label, sold_1h, count_1h, share, split FROM %s ORDER BY label, note"),
        is(
            List.of(
                "é|0|1|1|null|train",
                "x, y|1|3|2|null|test",
                "x, y|1|3|2|null|test",
                "null|null|3|1|null|test")));
    assertThat(
        query("SELECT column_name FROM (DESCRIBE SELECT * FROM %s)"),
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
        query("SELECT count(*) FROM parquet_kv_metadata(%k) WHERE decode(key) LIKE '%fingerprint'"),
        is(List.of(Integer.toString(parquetFiles()))));
    assertThat(Files.readString(out().resolve("_report.json")), containsString("\"rows\" : 4"));
  }

  @Test
  void rowsThatAreEventsSeeTheirOwn() throws Exception {
    Result result = make(HISTORY, "--rows=self");
    assertThat(result.text(), result.code(), is(0));
    assertThat(
        query("SELECT id, sold_1h, count_1h, sum_10m, share FROM %s ORDER BY id"),
        is(
            List.of(
                "a|1|1|1.0|1.0",
                "b|2|2|3.5|0.7142857142857143",
                "c|2|1|4.0|1.0",
                "d|null|3|8.0|1.0",
                "e|4|4|16.0|1.0")));
  }

  /** Then it is read once, and nothing else is different: not the counts either. */
  @Test
  void theHistoryItselfAsTheSpineGivesTheSameRowsAsACopyOfIt() throws Exception {
    Files.writeString(
        folder.resolve("orders.csv"),
        HISTORY + "f,,,1.00,2026-03-01T10:35:00Z,2026-03-01T10:35:00Z\n");
    String copy = Files.readString(folder.resolve("orders.csv"));
    String all = "SELECT * FROM %s ORDER BY id";
    for (String option : List.of("--seed=1", "--as-occurred")) {
      Result ofCopy = make(copy, "--rows=self", option);
      List<String> expected = query(all);
      TemporaryFolder.delete(out());
      Result once = run("--spine=" + folder.resolve("orders.csv"), "--rows=self", option);
      assertThat(once.text(), once.code(), is(0));
      assertThat(query(all), is(expected));
      assertThat(once.text(), containsString("5 events, 0 of them duplicates; 1 dead letters"));
      assertThat(once.text(), is(ofCopy.text()));
      TemporaryFolder.delete(out());
    }
  }

  @Test
  void asOccurredTheDifferencesAreReported() throws Exception {
    String spine = "time,user,product\n2026-03-01T10:40:00Z,ann,p\n2026-03-01T10:06:00Z,bob,p\n";
    Result result = make(spine, "--as-occurred");
    assertThat(result.text(), result.code(), is(0));
    assertThat(
        query("SELECT sold_1h, count_1h, sum_10m FROM %s ORDER BY time DESC"),
        is(List.of("4|4|null", "3|1|4.0")));
    assertThat(
        Files.readString(out().resolve("_report.json")),
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
      Result result =
          make(
              spine.toString(),
              "--split=random:0.5,0.25,0.25",
              "--split-by=user",
              "--seed=" + seed,
              "--partition-by=split");
      assertThat(result.text(), result.code(), is(0));
      parts.add(query("SELECT DISTINCT user, split FROM %s ORDER BY ALL").toString());
      assertThat(query("SELECT DISTINCT user, split FROM %s"), hasSize(40));
      assertThat(Files.isDirectory(out().resolve("split=train")), is(true));
      TemporaryFolder.delete(out());
    }
    assertThat(parts.get(0).equals(parts.get(1)), is(true));
    assertThat(parts.get(0).equals(parts.get(2)), is(false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user,product                 | --seed=1           | which column has the rows' times?",
        "time,product                 | --seed=1           | no column for the key 'user'",
        "time,product                 | --time=tim         | did you mean time?",
        "time,user,product            | --service=bye@1    | no service 'bye@1'",
        "time,user,product            | --history=order=x  | no source 'order'",
        "time,user,product            | --split=half       | no such split: half",
        "time,user,product            | --split-by=user    | say --split too",
        "time,user,product            | --at=payments      | no source 'payments'",
        "time,user,product,count_1h   | --seed=1           | two columns are called 'count_1h'",
        "time,user,product            | --drop=label       | no column 'label'",
        "time,user,product            | --rows=self        | no column for the field 'id'",
      })
  void whatCannotBeMadeIsRefused(String header, String option, String why) throws Exception {
    String values = header.strip().replaceAll("\\w+", "x").replaceFirst("x", "2026-03-01");
    Result result = make(header.strip() + "\n" + values + "\n", option);
    assertThat(result.text(), containsString(why));
    assertThat(result.code(), is(2));
    nothingIsLeft();
  }

  @Test
  void aRowThatCannotBeReadEndsTheJob() throws Exception {
    Result result =
        make("time,user,product\n2026-03-01,ann,p\nyesterday,ann,p\n", "--partition-by=date");
    assertThat(result.text(), containsString("1 rows of the spine cannot be read"));
    assertThat(result.text(), containsString("row 2 of spine.csv"));
    assertThat(result.code(), is(Main.FAILED));
    nothingIsLeft();
  }

  @Test
  void aFileThatIsCutShortEndsTheJob() throws Exception {
    Path whole = folder.resolve("spine.parquet");
    Sql.execute(
        "COPY (SELECT TIMESTAMP '2026-03-01 10:00:00' AS time, 'ann' AS user, 'p' AS product)"
            + " TO '"
            + whole
            + "' (FORMAT parquet)");
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(whole, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    Result result = run("--spine=" + whole);
    assertThat(result.text(), containsString("spine.parquet"));
    assertThat(result.code(), is(Main.FAILED));
    nothingIsLeft();
  }

  @Test
  void anEmptyHistoryGivesTheFeaturesOfNothing() throws Exception {
    Files.writeString(folder.resolve("orders.csv"), "id,user,product,amount,time,seen\n");
    assertThat(make("time,user,product\n2026-03-01,ann,p\n").code(), is(0));
    assertThat(features(), is(List.of("0 0 null null")));
    assertThat(make("time,user,product\n2026-03-01,ann,p\n").text(), containsString("not empty"));
  }

  private record Result(int code, String text) {}

  private Result make(String spine, String... options) throws Exception {
    Path file = Files.writeString(folder.resolve("spine.csv"), spine);
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--spine=" + file);
    return run(all.toArray(String[]::new));
  }

  private Result run(String... options) {
    List<String> args = new ArrayList<>();
    args.add("--definitions=" + folder.resolve("shop.yaml"));
    if (List.of(options).stream().noneMatch(option -> option.startsWith("--service"))) {
      args.add("--service=buy@1");
    }
    args.add("--history=orders=" + folder.resolve("orders.csv"));
    args.add("--output=" + out());
    args.add("--runner=DirectRunner");
    args.addAll(List.of(options));
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(text, true, StandardCharsets.UTF_8);
    System.setOut(both);
    System.setErr(both);
    try {
      int code = Main.run(new TrainingSetJob(), args.toArray(String[]::new));
      return new Result(code, text.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private Path out() {
    return folder.resolve("out");
  }

  private void nothingIsLeft() throws IOException {
    assertThat(Files.exists(out()), is(false));
    assertThat(Files.exists(folder.resolve(".out.incomplete")), is(false));
  }

  private List<String> features() {
    return query("SELECT sold_1h, count_1h, sum_10m, share FROM %s").stream()
        .map(row -> row.replace('|', ' '))
        .toList();
  }

  private int parquetFiles() throws IOException {
    try (var files = Files.walk(out())) {
      return (int) files.filter(file -> file.toString().endsWith(".parquet")).count();
    }
  }

  private List<String> query(String sql) {
    String files = "'" + out() + "/**/*.parquet'";
    try {
      return Sql.rows(sql.replace("%s", "read_parquet(" + files + ")").replace("%k", files));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
