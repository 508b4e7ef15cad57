package io.twinstream.offline.log;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.testkit.RealData;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.history.HistoryCursor;
import io.twinstream.offline.log.history.HistoryReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Compares the retail example over all of Online Retail with independently written SQL. */
class RetailExampleTest {
  private static final String FILE = "online_retail_2010_2011.csv.gz";

  @Test
  void revenueByCustomerIsWhatDuckDbComputes() throws SQLException {
    String path = RealData.file(FILE).toString();
    Project project = Definitions.load(Path.of("../../transforms/examples/retail"));
    CompiledView view = CompiledView.of(project, project.view("customer_value@1"));
    Map<String, EntityState> states = new HashMap<>();
    Source source = project.source("invoice_lines");
    Set<String> keys = Set.of("customer_id", "stock_code", "country");
    long events = 0;
    for (HistoryInputSplit split : HistoryFiles.splits(source, List.of(path))) {
      HistoryReader reader = HistoryReader.of(source, keys, EventDecoder.DEFAULT_MAX_BYTES);
      try (HistoryCursor cursor = reader.open(split)) {
        for (Decoded next = cursor.next(); next != null; next = cursor.next()) {
          Event event = (Event) next; // no row of the file is refused
          events++;
          String customer = view.key(event);
          if (customer != null) {
            states.merge(
                customer, view.add(view.empty(), event), (held, one) -> view.add(held, event));
          }
        }
      }
    }
    assertThat(events, is(541_909L));
    int revenue = view.names().indexOf("revenue_lifetime");
    int returned = view.names().indexOf("returned_lifetime");
    Map<String, List<Object>> ours = new HashMap<>();
    states.forEach(
        (customer, state) -> {
          var row = view.evaluate(state, state.newest());
          ours.put(customer, List.of(row.asDouble(revenue), String.valueOf(row.value(returned))));
        });
    assertThat(ours.size(), greaterThan(4_000));
    assertThat(ours, is(theirs(path)));
  }

  private static Map<String, List<Object>> theirs(String path) throws SQLException {
    String lines =
        "select replace(CustomerID, '.0', '') as customer, cast(Quantity as int) as quantity,"
            + " cast(Quantity as decimal(12, 0)) * cast(UnitPrice as decimal(12, 3)) as revenue"
            + (" from read_csv('" + path + "', all_varchar = true) where CustomerID is not null");
    Map<String, List<Object>> rows = new HashMap<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "select customer, sum(revenue), sum(revenue) filter (quantity < 0) from ("
                    + lines
                    + ") group by customer")) {
      while (result.next()) {
        var returned = result.getBigDecimal(3);
        rows.put(
            result.getString(1),
            List.of(
                result.getBigDecimal(2).doubleValue(),
                returned == null ? "null" : String.valueOf(returned.doubleValue())));
      }
    }
    return rows;
  }
}
