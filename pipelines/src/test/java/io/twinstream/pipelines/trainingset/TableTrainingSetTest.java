package io.twinstream.pipelines.trainingset;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.twinstream.pipelines.Sql;
import io.twinstream.pipelines.job.JobMain;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training set over a stream and a table equals SQL, and a scan of the rows known before. */
class TableTrainingSetTest {
  private static final long START = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
  private static final long MINUTE = 60_000;

  @TempDir Path folder;
  private final StringWriter said = new StringWriter();

  /**
   * A row of the table.
   *
   * @param known when it was updated
   * @param score null for a delete
   */
  private record Row(String merchant, long version, long known, String score) {}

  /** A row of the spine. */
  private record Asked(int id, String merchant, long at) {}

  private static String definitions(String order) {
    return """
        project: shop
        sources:
          orders:
            event_time: time
            event_id: id
            fields: {id: string, merchant: string, time: timestamp}
            history: {format: csv}
          risk:
            kind: table
            key: merchant
            loads: changes
            order: %s
            known: updated
            schedule: 1d
            fields: {merchant: string, score: decimal(4), version: long, updated: timestamp}
            history: {format: csv}
        entities: {merchant: {key: merchant}}
        views:
          traffic@1:
            entity: merchant
            source: orders
            aggregations: [{name: orders_1h, function: count, windows: 1h}]
          risk@1: {entity: merchant, source: risk, fields: [score]}
        services:
          fraud@1: {features: [orders_1h, score]}
        """
        .formatted(order);
  }

  /** Several rows of a merchant may be known at once, and older versions may be known later. */
  private List<Row> rows(Random random, boolean inOrder) throws Exception {
    List<Row> rows = new ArrayList<>();
    Set<List<Object>> taken = new HashSet<>();
    StringBuilder csv = new StringBuilder("merchant,score,version,updated,deleted\n");
    for (int i = 0; i < 2_000; i++) {
      String merchant = "m" + random.nextInt(30);
      long known = START + random.nextInt(3_000) * MINUTE;
      long version = inOrder ? known : random.nextInt(500);
      if (!taken.add(List.of(merchant, version))) {
        continue;
      }
      String score = random.nextInt(8) == 0 ? null : "0.%04d".formatted(random.nextInt(10_000));
      rows.add(new Row(merchant, version, known, score));
      csv.append(
          "%s,%s,%d,%s,%s\n"
              .formatted(
                  merchant,
                  score == null ? "" : score,
                  version,
                  Instant.ofEpochMilli(known),
                  score == null));
    }
    Files.writeString(folder.resolve("risk.csv"), csv);
    return rows;
  }

  private List<Asked> spine(Random random, List<Row> rows) throws Exception {
    List<Asked> spine = new ArrayList<>();
    StringBuilder csv = new StringBuilder("n,id,merchant,time\n");
    for (int i = 0; i < 1_500; i++) {
      Row row = rows.get(random.nextInt(rows.size()));
      String merchant = random.nextInt(20) == 0 ? "unknown" : row.merchant();
      long at = row.known() + random.nextInt(3) - 1; // at a change, or 1 ms before or after
      spine.add(new Asked(i, merchant, at));
      csv.append("%d,o%d,%s,%s\n".formatted(i, i, merchant, Instant.ofEpochMilli(at)));
    }
    Files.writeString(folder.resolve("spine.csv"), csv);
    Files.writeString(
        folder.resolve("orders.csv"),
        "id,merchant,time\nx,m1,2026-03-01T10:00:00Z\ny,m2,2026-03-02T10:00:00Z\n");
    return spine;
  }

  private void make(String order) throws Exception {
    PrintWriter out = new PrintWriter(said, true);
    int code =
        JobMain.run(
            new TrainingSetJob(),
            out,
            out,
            "--definitions=" + Files.writeString(folder.resolve("shop.yaml"), definitions(order)),
            "--service=fraud@1",
            "--history=orders=" + folder.resolve("orders.csv"),
            "--history=risk=" + folder.resolve("risk.csv"),
            "--spine=" + folder.resolve("spine.csv"),
            "--output=" + folder.resolve("out"),
            "--runner=DirectRunner");
    assertThat(said.toString(), code, is(0));
    assertThat(
        said.toString(), containsString("table risk: a row is known since its field updated"));
  }

  private List<String> made() throws Exception {
    return Sql.rows(
        "SELECT n, score FROM read_parquet('%s/**/*.parquet') ORDER BY n::INT"
            .formatted(folder.resolve("out")));
  }

  @Test
  void itEqualsAnAsOfJoinInSql() throws Exception {
    Random random = new Random(11);
    spine(random, rows(random, true));
    make("updated");
    List<String> joined =
        Sql.rows(
            """
            SELECT s.n, CAST(IF(r.deleted, NULL, r.score) AS DOUBLE)
            FROM read_csv('%1$s/spine.csv') s
            ASOF LEFT JOIN read_csv('%1$s/risk.csv') r
              ON s.merchant = r.merchant AND s.time > r.updated
            ORDER BY s.n
            """
                .formatted(folder));
    assertThat(joined.size(), is(1_500));
    assertThat(joined.stream().filter(row -> !row.endsWith("|null")).count(), greaterThan(700L));
    assertThat(made(), is(joined));
  }

  @Test
  void itEqualsAScanOfTheRowsThatWereKnown() throws Exception {
    Random random = new Random(12);
    List<Row> rows = rows(random, false);
    List<String> scanned = new ArrayList<>();
    for (Asked asked : spine(random, rows)) {
      String score =
          rows.stream()
              .filter(row -> row.merchant().equals(asked.merchant()) && row.known() < asked.at())
              .max(Comparator.comparingLong(Row::version))
              .map(Row::score)
              .orElse(null);
      scanned.add(asked.id() + "|" + (score == null ? "null" : Double.valueOf(score)));
    }
    make("version");
    assertThat(made(), is(scanned));
  }
}
