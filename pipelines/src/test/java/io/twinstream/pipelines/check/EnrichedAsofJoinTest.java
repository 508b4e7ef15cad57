package io.twinstream.pipelines.check;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.pipelines.Backfill;
import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.trainingset.TrainingSetJob;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the values of enriched events in history with an ASOF join and a window in SQL. The
 * system property {@code twinstream.enriched.rows} sets the number of events.
 */
@Tag("slow")
class EnrichedAsofJoinTest {
  private static final long ROWS = Long.getLong("twinstream.enriched.rows", 20_000);

  @TempDir Path folder;

  @Test
  void enrichedValuesAreThoseOfAnAsofJoin() throws Exception {
    Path definitions = Path.of(EnrichedAsofJoinTest.class.getResource("enriched.yaml").toURI());
    try (DuckDb duck = new DuckDb()) {
      write(duck);
      long began = System.nanoTime();
      Path output = folder.resolve("rows");
      Backfill.run(
          List.of(
              "--definitions=" + definitions,
              "--views=transaction_values@1",
              "--history=transactions=" + folder.resolve("transactions.parquet"),
              "--history=devices=" + folder.resolve("devices.parquet"),
              "--history=rates=" + folder.resolve("rates.parquet"),
              "--rows=self",
              "--output=" + output,
              "--flinkMaster=[local]",
              "--parallelism=2"));
      System.out.printf("%,d rows in %.1f s%n", ROWS, (System.nanoTime() - began) / 1e9);
      expected(duck);
      duck.execute(
          "CREATE TABLE actual AS SELECT * FROM "
              + DuckDbTables.rows(output.resolve("transaction_values@1")));
      assertThat(count(duck, "SELECT count(*) n FROM actual"), is(ROWS));
      String values = "SELECT count(os) + count(score) + count(fee) + count(fees) n FROM actual";
      assertThat(count(duck, values), is(greaterThan(2 * ROWS)));
      String differing =
          """
          SELECT count(*) n FROM actual a FULL JOIN expected e ON a._event_id = e.id::VARCHAR
          WHERE a.os IS DISTINCT FROM e.os OR a.score IS DISTINCT FROM e.score
            OR a.known_device IS DISTINCT FROM e.known_device
            OR a.fee IS DISTINCT FROM e.fee OR a.fees IS DISTINCT FROM e.fees
          """;
      assertThat(count(duck, differing), is(0L));
    }
  }

  @Test
  void aTrainingSetSeesTheEnrichedEventsKnownBeforeItsRows() throws Exception {
    Path definitions = Path.of(EnrichedAsofJoinTest.class.getResource("enriched.yaml").toURI());
    try (DuckDb duck = new DuckDb()) {
      write(duck);
      duck.execute(
          """
          CREATE TABLE spine AS SELECT range AS n, (random() * 400)::BIGINT device,
            epoch_ms(1700000000000 + 100 * (random() * %1$d)::BIGINT) AS moment FROM range(%1$d // 10)
          """
              .formatted(ROWS));
      duck.execute("COPY spine TO '" + folder.resolve("spine.parquet") + "' (FORMAT parquet)");
      Path output = folder.resolve("training");
      String[] args = {
        "--definitions=" + definitions,
        "--service=fees@1",
        "--history=transactions=" + folder.resolve("transactions.parquet"),
        "--history=devices=" + folder.resolve("devices.parquet"),
        "--history=rates=" + folder.resolve("rates.parquet"),
        "--spine=" + folder.resolve("spine.parquet"),
        "--time=moment",
        "--output=" + output,
        "--flinkMaster=[local]",
        "--parallelism=2"
      };
      assertThat(JobMain.run(new TrainingSetJob(), args), is(0));
      expected(duck);
      duck.execute(
          "CREATE TABLE actual AS SELECT * FROM read_parquet('" + output + "/**/*.parquet')");
      assertThat(count(duck, "SELECT count(fees) n FROM actual"), is(greaterThan(ROWS / 20)));
      String differing =
          """
          SELECT count(*) n FROM actual a FULL JOIN (
            SELECT s.n, sum(j.fee)::DOUBLE fees FROM spine s
            LEFT JOIN joined j ON j.device = s.device AND j.known < epoch_ms(s.moment)
            GROUP BY s.n
          ) e ON a.n = e.n
          WHERE a.fees IS DISTINCT FROM e.fees
          """;
      assertThat(count(duck, differing), is(0L));
    }
  }

  private static long count(DuckDb duck, String sql) throws Exception {
    List<Map<String, Object>> rows = duck.query(sql);
    return ((Number) rows.get(0).get("n")).longValue();
  }

  /** Events in random order of ids; many of an instant; transactions up to a day late. */
  private void write(DuckDb duck) throws Exception {
    duck.execute("SELECT setseed(0.5)");
    duck.execute(
        """
        CREATE TABLE transactions AS
        SELECT id, ts, CASE WHEN random() < 0.2 THEN ts + (random() * 86400000)::BIGINT ELSE ts END known,
          CASE WHEN random() < 0.99 THEN (random() * %1$d)::BIGINT END device,
          (random() * 300)::BIGINT merchant, (random() * 100)::DECIMAL(18, 2) amount
        FROM (SELECT range id, 1700000000000 + 100 * (random() * %2$d)::BIGINT ts FROM range(%2$d))
        """
            .formatted(Math.max(20, ROWS / 50), ROWS));
    duck.execute(
        """
        CREATE TABLE devices AS
        SELECT range id, 1700000000000 + 100 * (random() * %2$d)::BIGINT ts,
          (random() * %1$d)::BIGINT device, 'os' || (random() * 9)::INT os,
          (random() * 1000)::BIGINT score
        FROM range(%2$d // 4)
        """
            .formatted(Math.max(20, ROWS / 50), ROWS));
    duck.execute(
        """
        CREATE TABLE rates AS
        SELECT range id, 1700000000000 + 100 * (random() * %1$d)::BIGINT ts,
          (random() * 300)::BIGINT merchant, (random() * 3)::DECIMAL(18, 4) rate
        FROM range(%1$d // 10)
        """
            .formatted(ROWS));
    for (String table : List.of("transactions", "devices", "rates")) {
      duck.execute(
          "COPY (SELECT * FROM %s ORDER BY random()) TO '%s' (FORMAT parquet)"
              .formatted(table, folder.resolve(table + ".parquet")));
    }
  }

  /** Of the events of an instant, the last by id, as text, is the last. */
  private static void expected(DuckDb duck) throws Exception {
    duck.execute(
        """
        CREATE TABLE device AS SELECT device, ts, arg_max(os, id::VARCHAR) os,
          arg_max(score, id::VARCHAR) score FROM devices GROUP BY device, ts
        """);
    duck.execute(
        """
        CREATE TABLE rate AS SELECT merchant, ts, arg_max(rate, id::VARCHAR) rate
        FROM rates GROUP BY merchant, ts
        """);
    duck.execute(
        """
        CREATE TABLE joined AS
        SELECT t.id, t.known, t.device, d.os, d.score,
          CASE WHEN d.ts IS NULL THEN 'MISSING' ELSE 'PRESENT' END known_device, 2 * r.rate fee
        FROM transactions t
        ASOF LEFT JOIN device d ON t.device = d.device AND t.known > d.ts
        ASOF LEFT JOIN rate r ON t.merchant = r.merchant AND t.known > r.ts
        """);
    duck.execute(
        """
        CREATE TABLE expected AS
        SELECT id, os, score, known_device, fee::DOUBLE fee,
          CASE WHEN device IS NOT NULL THEN (sum(fee) OVER (PARTITION BY device ORDER BY known
            RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))::DOUBLE END fees
        FROM joined
        """);
  }
}
