package io.twinstream.offline.log;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.testkit.RealData;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.history.HistoryCursor;
import io.twinstream.offline.log.history.HistoryReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares functions of categories and quantiles over the customers of Online Retail with
 * independently written SQL.
 */
@Tag("slow")
class RetailFunctionsTest {
  private static final String FILE = "online_retail_2010_2011.csv.gz";
  private static final double ERROR = 0.001;
  private static final String VIEW =
      """
      max_state_size: 64MiB
      views:
        customer@1:
          entity: customer
          source: invoice_lines
          recent_identities: 0
          aggregations:
            - {name: "{function}_stock_code", function: [mode, top_share, entropy, count_by, set_of],
               field: stock_code, cap: 8192, windows: lifetime}
            - {name: top_3, function: top_k, n: 3, field: stock_code, cap: 8192, windows: lifetime}
            - {name: top_3_by_revenue, function: top_k, n: 3, sum_of: revenue, field: stock_code,
               cap: 8192, windows: lifetime}
            - {name: "{function}", function: [sum_by, min_by_key, max_by_key], field: revenue,
               by: stock_code, cap: 8192, windows: lifetime}
            - {name: share_of, function: share_of, field: stock_code, values: [85123A, 22423, 85099B],
               windows: lifetime}
            - {name: overlap, function: overlap, field: stock_code, values: [85123A, 22423, 85099B],
               windows: lifetime}
            - {name: histogram, function: histogram, field: unit_price, buckets: [0.5, 1.25, 10],
               windows: lifetime}
            - {name: q90, function: quantile, q: 0.9, field: revenue, error: 0.001, max_buckets: 20000,
               windows: lifetime}
            - {name: "{function}", function: [median, iqr], field: revenue, error: 0.001,
               max_buckets: 20000, windows: lifetime}
      """;

  /** All values of a customer, as the features print them; only the quantiles are not exact. */
  private static final String SQL =
      """
      with lines as (
        select replace(CustomerID, '.0', '') as customer, StockCode as code,
          cast(Quantity as int) * cast(UnitPrice as decimal(12, 3)) as revenue,
          cast(UnitPrice as decimal(12, 3)) as price
        from read_csv('FILE', all_varchar = true) where CustomerID is not null),
      codes as (
        select customer, code, count(*) as n, sum(revenue) as total, min(revenue) as least,
          max(revenue) as greatest
        from lines group by customer, code),
      by_code as (
        select customer,
          first(code order by n desc, code) as mode,
          max(n) / sum(n) as top_share,
          list(code order by code) as codes,
          list(n order by code) as counts,
          list(cast(total as double) order by code) as sums,
          list(cast(least as double) order by code) as leasts,
          list(cast(greatest as double) order by code) as greatests,
          list(code order by n desc, code)[1:3] as top_3,
          list(code order by total desc, code)[1:3] as top_3_by_revenue
        from codes group by customer),
      by_line as (
        select customer,
          entropy(code) as entropy,
          count(*) filter (code in ('85123A', '22423', '85099B')) / count(*) as share_of,
          count(distinct code) filter (code in ('85123A', '22423', '85099B')) as overlap,
          [count(*) filter (price < 0.5), count(*) filter (price >= 0.5 and price < 1.25),
            count(*) filter (price >= 1.25 and price < 10), count(*) filter (price >= 10)]
            as histogram,
          list(revenue order by revenue) as sorted
        from lines group by customer)
      select customer, mode, top_share, array_to_string(codes, ','),
        array_to_string(counts, ','), array_to_string(sums, ','), array_to_string(leasts, ','),
        array_to_string(greatests, ','), array_to_string(top_3, ','),
        array_to_string(top_3_by_revenue, ','), entropy,
        share_of, overlap, array_to_string(histogram, ','),
        cast(sorted[1 + floor(0.9 * (len(sorted) - 1))::int] as double),
        cast(sorted[1 + floor(0.5 * (len(sorted) - 1))::int] as double),
        cast(sorted[1 + floor(0.25 * (len(sorted) - 1))::int] as double),
        cast(sorted[1 + floor(0.75 * (len(sorted) - 1))::int] as double)
      from by_code join by_line using (customer)
      """;

  @TempDir Path folder;

  @Test
  void functionsAreWhatDuckDbComputes() throws SQLException, IOException {
    String path = RealData.file(FILE).toString();
    String retail = Files.readString(Path.of("../../transforms/examples/retail/retail.yaml"));
    Path yaml = folder.resolve("retail.yaml");
    Files.writeString(yaml, retail.substring(0, retail.indexOf("\nviews:")) + "\n" + VIEW);
    Project project = Definitions.load(yaml);
    CompiledView view = CompiledView.of(project, project.view("customer@1"));
    Map<String, FeatureRow> ours = evaluate(view, project.source("invoice_lines"), path);
    assertThat(ours.size(), greaterThan(4_000));
    int compared = 0;
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet theirs = statement.executeQuery(SQL.replace("FILE", path))) {
      while (theirs.next()) {
        String customer = theirs.getString(1);
        compare(customer, new Values(view.names(), ours.get(customer)), theirs);
        compared++;
      }
    }
    assertThat(compared, is(ours.size()));
  }

  private record Values(List<String> names, FeatureRow row) {
    Object get(String name) {
      return row.value(names.indexOf(name));
    }

    double number(String name) {
      return row.asDouble(names.indexOf(name));
    }

    String list(String name) {
      return joined(row.array(names.indexOf(name)));
    }

    String map(String name) {
      return joined(row.map(names.indexOf(name)).values());
    }

    private static String joined(ArrayValue values) {
      return IntStream.range(0, values.size())
          .mapToObj(i -> String.valueOf(values.value(i)))
          .collect(Collectors.joining(","));
    }
  }

  private static void compare(String customer, Values ours, ResultSet theirs) throws SQLException {
    assertThat(customer, ours.get("mode_stock_code"), is(theirs.getString(2)));
    assertThat(customer, ours.number("top_share_stock_code"), is(theirs.getDouble(3)));
    assertThat(customer, ours.list("set_of_stock_code"), is(theirs.getString(4)));
    assertThat(customer, ours.map("count_by_stock_code"), is(theirs.getString(5)));
    assertThat(customer, doubles(ours.map("sum_by")), is(doubles(theirs.getString(6))));
    assertThat(customer, doubles(ours.map("min_by_key")), is(doubles(theirs.getString(7))));
    assertThat(customer, doubles(ours.map("max_by_key")), is(doubles(theirs.getString(8))));
    assertThat(customer, ours.list("top_3"), is(theirs.getString(9)));
    assertThat(customer, ours.list("top_3_by_revenue"), is(theirs.getString(10)));
    assertThat(
        customer, ours.number("entropy_stock_code"), is(closeTo(theirs.getDouble(11), 1e-12)));
    assertThat(customer, ours.number("share_of"), is(theirs.getDouble(12)));
    assertThat(customer, ours.get("overlap"), is(theirs.getLong(13)));
    assertThat(customer, ours.list("histogram"), is(theirs.getString(14)));
    assertThat(customer, ours.number("q90"), is(within(theirs.getDouble(15))));
    assertThat(customer, ours.number("median"), is(within(theirs.getDouble(16))));
    double lower = theirs.getDouble(17);
    double upper = theirs.getDouble(18);
    double bound = ERROR * (Math.abs(lower) + Math.abs(upper)) + 1e-9;
    assertThat(customer, ours.number("iqr"), is(closeTo(upper - lower, bound)));
  }

  /** Numbers may be printed in several forms. */
  private static List<Double> doubles(String joined) {
    return Arrays.stream(joined.split(",")).map(Double::valueOf).toList();
  }

  private static Matcher<Double> within(double exact) {
    return closeTo(exact, Math.abs(exact) * ERROR * (1 + 1e-9));
  }

  private static Map<String, FeatureRow> evaluate(CompiledView view, Source source, String path) {
    Map<String, EntityState> states = new HashMap<>();
    Set<String> keys = Set.of("customer_id", "stock_code", "country");
    for (HistoryInputSplit split : HistoryFiles.splits(source, List.of(path))) {
      HistoryReader reader = HistoryReader.of(source, keys, EventDecoder.DEFAULT_MAX_BYTES);
      try (HistoryCursor cursor = reader.open(split)) {
        for (var next = cursor.next(); next != null; next = cursor.next()) {
          Event event = (Event) next; // no row of the file is refused
          String customer = view.key(event);
          if (customer != null) {
            states.put(customer, view.add(states.getOrDefault(customer, view.empty()), event));
          }
        }
      }
    }
    Map<String, FeatureRow> rows = new HashMap<>();
    states.forEach((customer, state) -> rows.put(customer, view.evaluate(state, state.newest())));
    return rows;
  }
}
