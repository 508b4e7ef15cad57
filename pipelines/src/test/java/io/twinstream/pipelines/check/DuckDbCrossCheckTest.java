package io.twinstream.pipelines.check;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.pipelines.Backfill;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the rows of {@code checks.yaml} with SQL, for each view and each visibility. */
class DuckDbCrossCheckTest {
  private static final int PURCHASES = 3_000;

  /** A view, which also names its SQL script; the entity; and the resolution of its source. */
  private record Check(String view, String entity, long resolution) {}

  private static final List<Check> CHECKS =
      List.of(
          new Check("sliding", "card", 1),
          new Check("delayed", "merchant", 1),
          new Check("calendar", "card", 1_000),
          new Check("distinct", "card", 1),
          new Check("extremes", "card", 1),
          new Check("moments", "merchant", 1_000),
          new Check("exact", "card", 1));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"exclusive", "inclusive", "self"})
  void rowsAreWhatSqlComputes(String visibility) throws Exception {
    Purchases purchases = Purchases.write(folder, 11, PURCHASES);
    Path definitions = Path.of(DuckDbCrossCheckTest.class.getResource("checks.yaml").toURI());
    Path output = folder.resolve("rows");
    Backfill.run(
        List.of(
            "--definitions=" + definitions,
            "--history=csv_purchases=" + purchases.csv(),
            "--history=json_purchases=" + purchases.json(),
            "--history=parquet_purchases=" + purchases.parquet(),
            "--history=occurred_purchases=" + purchases.parquet(),
            "--rows=" + visibility,
            "--output=" + output,
            "--flinkMaster=[local]",
            "--parallelism=1"));
    assertAll(CHECKS.stream().map(check -> () -> compare(check, visibility, purchases, output)));
  }

  private static void compare(Check check, String visibility, Purchases purchases, Path output)
      throws SQLException {
    Map<Object, Map<String, Object>> expected = expected(check, visibility, purchases);
    Map<Object, Map<String, Object>> actual = rows(output.resolve(check.view() + "@1"));
    assertThat(check + " compares rows", expected.size(), greaterThan(PURCHASES / 2));
    assertThat(check.toString(), actual.keySet(), is(expected.keySet()));
    assertThat(check.toString(), Differences.between(expected, actual), is(empty()));
  }

  private static Map<Object, Map<String, Object>> expected(
      Check check, String visibility, Purchases purchases) throws SQLException {
    try (DuckDb duck = new DuckDb()) {
      duck.set("visibility", visibility)
          .set("entity", check.entity())
          .set("resolution", check.resolution())
          .set("file", purchases.csv())
          .run("purchases.sql");
      if (check.view().equals("exact")) {
        duck.execute("UPDATE purchases SET known = ts");
      }
      duck.run("seen.sql");
      return byId(duck.ask(check.view() + ".sql"), "of");
    }
  }

  private static Map<Object, Map<String, Object>> rows(Path folder) throws SQLException {
    try (DuckDb duck = new DuckDb()) {
      return byId(duck.query("SELECT * FROM " + DuckDbTables.rows(folder)), "_event_id");
    }
  }

  private static Map<Object, Map<String, Object>> byId(List<Map<String, Object>> rows, String id) {
    Map<Object, Map<String, Object>> byId = new LinkedHashMap<>();
    List<Object> twice = new ArrayList<>();
    for (Map<String, Object> row : rows) {
      if (byId.put(row.remove(id), row) != null) {
        twice.add(row);
      }
    }
    assertThat("rows with the id of another", twice, is(empty()));
    return byId;
  }
}
