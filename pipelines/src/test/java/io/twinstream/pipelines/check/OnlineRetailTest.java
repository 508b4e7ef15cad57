package io.twinstream.pipelines.check;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.testkit.RealData;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.pipelines.Backfill;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares a backfill over a real shop's file, which has many errors, with SQL over the same file.
 */
@Tag("slow")
class OnlineRetailTest {
  private static final long LINES = 541_909;
  private static final String VIEW = "customer_revenue@1";

  @TempDir Path folder;

  @Test
  void everyLineIsAccountedForAndRevenueIsExact() throws Exception {
    Path file = RealData.file("online_retail_2010_2011.csv.gz");
    Path definitions = Path.of(OnlineRetailTest.class.getResource("retail.yaml").toURI());
    Backfill.run(
        List.of(
            "--definitions=" + definitions,
            "--history=invoice_lines=" + file,
            "--rows=self",
            "--output=" + folder.resolve("rows"),
            "--states=" + folder.resolve("states"),
            "--dead-letters=" + folder.resolve("letters"),
            "--flinkMaster=[local]",
            "--parallelism=1"));
    try (DuckDb duck = new DuckDb()) {
      duck.set("file", file).run("retail.sql");
      Map<String, Object> ours = verdicts(duck);
      System.out.println("Online Retail: " + ours);
      assertThat(ours, is(byName(duck.query("FROM verdicts"))));
      assertThat(ours.values().stream().mapToLong(lines -> (Long) lines).sum(), is(LINES));
      Map<Object, Map<String, Object>> expected = new TreeMap<>();
      duck.query("FROM customers").forEach(row -> expected.put(row.remove("customer"), row));
      assertThat(expected.size(), greaterThan(4_000));
      assertThat(customers(definitions), is(expected));
    }
  }

  /** The number of rows that are events and, by reason, dead letters; each line only once. */
  private Map<String, Object> verdicts(DuckDb duck) throws SQLException {
    String rows = DuckDbTables.rows(folder.resolve("rows").resolve(VIEW));
    String letters = DuckDbTables.rows(folder.resolve("letters"));
    String all =
        "(SELECT 'EVENT' AS verdict, _offset FROM %s UNION ALL SELECT reason, _offset FROM %s)"
            .formatted(rows, letters);
    assertThat(
        duck.query("SELECT count(DISTINCT _offset) AS lines FROM " + all),
        is(List.of(Map.of("lines", LINES))));
    return byName(
        duck.query("SELECT verdict, count(*) AS lines FROM " + all + " GROUP BY verdict"));
  }

  private static Map<String, Object> byName(List<Map<String, Object>> verdicts) {
    Map<String, Object> byName = new TreeMap<>();
    verdicts.forEach(row -> byName.put((String) row.get("verdict"), row.get("lines")));
    return byName;
  }

  /** The features of each customer's final state, with the decimals of SQL. */
  private Map<Object, Map<String, Object>> customers(Path definitions) throws IOException {
    Project project = Definitions.load(definitions);
    CompiledView view = CompiledView.of(project, project.view(VIEW));
    Map<Object, Map<String, Object>> customers = new TreeMap<>();
    for (Path file : stateFiles()) {
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
        while (in.available() > 0) {
          String customer = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
          var state = view.decode(in.readNBytes(in.readInt()));
          FeatureRow row = view.evaluate(state, state.newest());
          Map<String, Object> features = new TreeMap<>();
          features.put("revenue", decimal(row, view.names().indexOf("revenue")));
          features.put("returned", decimal(row, view.names().indexOf("returned")));
          features.put("lines", row.bits(view.names().indexOf("lines")));
          customers.put(customer, features);
        }
      }
    }
    return customers;
  }

  private List<Path> stateFiles() throws IOException {
    try (var files = Files.list(folder.resolve("states").resolve(VIEW))) {
      return new ArrayList<>(files.filter(file -> file.toString().endsWith(".states")).toList());
    }
  }

  /** A sum of pence is far below 2^53, so its double identifies one decimal. */
  private static BigDecimal decimal(FeatureRow row, int feature) {
    return row.isNull(feature) ? null : BigDecimal.valueOf(row.asDouble(feature)).setScale(3);
  }
}
