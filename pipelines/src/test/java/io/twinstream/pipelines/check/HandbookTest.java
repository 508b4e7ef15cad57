package io.twinstream.pipelines.check;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.twinstream.features.testkit.RealData;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.pipelines.Backfill;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares features of the Handbook's first two months with those that its authors published. */
@Tag("slow")
class HandbookTest {
  /** The authors' averages are sums of doubles, one after the other. */
  private static final double AVERAGES = 1e-9;

  @TempDir Path folder;

  @Test
  void featuresAreThoseThatWerePublished() throws Exception {
    Path april = RealData.file("handbook_features_2018-04.parquet");
    Path may = RealData.file("handbook_features_2018-05.parquet");
    Path output = folder.resolve("rows");
    Backfill.run(
        List.of(
            "--definitions=" + RealData.example("handbook"),
            "--history=transactions=" + history(RealData.file("handbook_raw.parquet")),
            "--service=fraud@1",
            "--rows=self",
            "--output=" + output,
            "--flinkMaster=[local]",
            "--parallelism=1"));
    try (DuckDb duck = new DuckDb()) {
      duck.execute("CREATE VIEW ours AS FROM " + DuckDbTables.rows(output.resolve("fraud@1")))
          .set("raw", folder.resolve("history.parquet"))
          .set("april", april)
          .set("may", may);
      Map<String, Object> answer = duck.ask("handbook.sql").get(0);
      System.out.println("Handbook, April and May: " + answer);
      assertThat(number(answer, "published"), greaterThan(500_000.0));
      assertThat(
          number(answer, "compared"), is(number(answer, "published") - number(answer, "ties")));
      assertThat(number(answer, "ties"), lessThan(58.0));
      assertThat("rows, one per transaction", number(answer, "rows"), is(number(answer, "raw")));
      assertThat("flags", number(answer, "flags"), is(0.0));
      assertThat("counts", number(answer, "counts"), is(0.0));
      assertThat("risks", number(answer, "risks"), is(0.0));
      assertThat("averages", number(answer, "averages"), lessThan(AVERAGES));
    }
  }

  /** The transactions before June, because no row of April and May sees later ones. */
  private Path history(Path raw) throws SQLException {
    Path history = folder.resolve("history.parquet");
    try (DuckDb duck = new DuckDb()) {
      duck.execute(
          "COPY (FROM '%s' WHERE TX_DATETIME < TIMESTAMP '2018-06-01') TO '%s' (FORMAT parquet)"
              .formatted(raw, history));
    }
    return history;
  }

  private static double number(Map<String, Object> answer, String column) {
    return ((Number) answer.get(column)).doubleValue();
  }
}
