package io.twinstream.offline.models.training;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventBuilder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.service.EventRequest;
import io.twinstream.features.testkit.RealData;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Training sets of the Handbook's transactions, computed with the algebra: each transaction is
 * added to the states of its customer and its terminal, and a row has the service's features after
 * that.
 */
final class HandbookRows {
  private static final List<String> COLUMNS =
      List.of(
          "TRANSACTION_ID", "TX_DATETIME", "CUSTOMER_ID", "TERMINAL_ID", "TX_AMOUNT", "TX_FRAUD");

  private final Project project;
  private final CompiledService service;
  private final List<CompiledView> views = new ArrayList<>();
  private final List<Map<String, EntityState>> states = new ArrayList<>();
  private final EventBuilder builder;
  private final EventRequest request;

  private HandbookRows(String example, String serviceId) {
    project = Definitions.load(RealData.example(example));
    service = CompiledService.of(project, project.service(serviceId));
    Source source = project.source("transactions");
    service.views().forEach(view -> views.add(CompiledView.of(project, view)));
    views.forEach(view -> states.add(new HashMap<>()));
    builder = EventBuilder.history(source, Set.of("customer", "terminal"));
    request = EventRequest.of(service.request(), source.schema());
  }

  /**
   * Writes the rows of a span of time, with all of the history before them.
   *
   * @return the service
   */
  static CompiledService write(
      String example, String serviceId, Instant from, Instant to, Path output) throws SQLException {
    Path data = RealData.file("handbook_raw.parquet");
    HandbookRows rows = new HandbookRows(example, serviceId);
    rows.write(data, from.toEpochMilli(), to.toEpochMilli(), output);
    return rows.service;
  }

  private void write(Path data, long from, long to, Path output) throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      StringBuilder table = new StringBuilder("CREATE TABLE rows (_ts BIGINT, customer BIGINT, ");
      table.append("fraud BIGINT");
      service.names().forEach(name -> table.append(", ").append(name).append(" DOUBLE"));
      statement.execute(table.append(')').toString());
      try (DuckDBAppender out = ((DuckDBConnection) duck).createAppender("main", "rows");
          Statement question = duck.createStatement();
          ResultSet transactions =
              question.executeQuery(
                  "SELECT TRANSACTION_ID, epoch_ms(TX_DATETIME), CUSTOMER_ID, TERMINAL_ID,"
                      + " TX_AMOUNT, TX_FRAUD FROM '"
                      + data
                      + "' WHERE epoch_ms(TX_DATETIME) < "
                      + to
                      + " ORDER BY TX_DATETIME, TRANSACTION_ID")) {
        while (transactions.next()) {
          add(transactions, from, out);
        }
      }
      statement.execute(
          "COPY (SELECT * REPLACE (make_timestamptz(_ts * 1000) AS _ts) FROM rows) TO '"
              + output
              + "' (FORMAT parquet)");
    }
  }

  private void add(ResultSet transaction, long from, DuckDBAppender out) throws SQLException {
    builder.begin();
    for (int i = 0; i < COLUMNS.size(); i++) {
      for (int slot : builder.slots(COLUMNS.get(i))) {
        switch (COLUMNS.get(i)) {
          case "TX_DATETIME" -> builder.instantValue(slot, transaction.getLong(i + 1));
          case "TX_AMOUNT" -> builder.doubleValue(slot, transaction.getDouble(i + 1));
          default -> builder.longValue(slot, transaction.getLong(i + 1));
        }
      }
    }
    Position position = new Position("handbook", 0, transaction.getLong(1));
    Event event = (Event) builder.finish(position, transaction.getLong(2), () -> new byte[0]);
    FeatureRow[] rows = new FeatureRow[views.size()];
    for (int i = 0; i < rows.length; i++) {
      CompiledView view = views.get(i);
      EntityState state =
          states
              .get(i)
              .merge(
                  view.key(event),
                  view.add(view.empty(), event),
                  (old, one) -> view.add(old, event));
      rows[i] = event.ts() >= from ? view.evaluate(state, event.ts()) : null;
    }
    if (event.ts() >= from) {
      append(service.evaluate(rows, request.row(event)), transaction, out);
    }
  }

  private static void append(FeatureRow row, ResultSet transaction, DuckDBAppender out)
      throws SQLException {
    out.beginRow();
    out.append(transaction.getLong(2)).append(transaction.getLong(3));
    out.append(transaction.getLong(6));
    for (int i = 0; i < row.size(); i++) {
      if (row.isNull(i)) {
        out.appendNull();
      } else {
        out.append(row.asDouble(i));
      }
    }
    out.endRow();
  }
}
