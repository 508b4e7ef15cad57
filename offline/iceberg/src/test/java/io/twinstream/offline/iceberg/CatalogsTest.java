package io.twinstream.offline.iceberg;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.event.Position;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.lake.LakeOutput;
import io.twinstream.offline.log.parquet.TableColumn;
import io.twinstream.offline.log.table.TableLayout;
import io.twinstream.offline.log.table.TableWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes and reads tables by a REST catalog, which is Iceberg's own, and by a database. */
class CatalogsTest {
  private static final String TABLE = "iceberg:prod-eu/shop.rows";

  @TempDir Path folder;

  private static TableWriter<Long> writer(Path at) {
    return new TableWriter<>(
        at,
        new TableLayout<>(
            "features",
            List.of(TableColumn.int64("amount", row -> row)),
            Map.of(TableLayout.KIND, "features"),
            row -> new Position("rows", 0, row),
            new WholeTable(),
            row -> 0));
  }

  private static String write(IcebergTables tables, long... rows) throws IOException {
    LakeOutput output = tables.output(TABLE, "features", writer(Path.of("")).types());
    try {
      writer(output.folder())
          .withIds(output.columnIds())
          .write(java.util.Arrays.stream(rows).boxed().toList());
      return output.commit();
    } finally {
      output.abandon();
    }
  }

  private static void writeTwice(Map<String, String> environment) throws IOException {
    IcebergTables tables = new IcebergTables(environment);
    String first = write(tables, 1, 2);
    String second = write(tables, 3);
    // Another process.
    IcebergTables others = new IcebergTables(environment);
    assertThat(second, not(first));
    assertThat(others.pin(TABLE), is(second));
    assertThat(others.files(first), hasSize(1));
    assertThat(others.files(second), hasSize(1));
    HistoryException e =
        assertThrows(HistoryException.class, () -> others.files("iceberg:prod-eu/shop.row"));
    assertThat(e.getMessage(), containsString("no table 'row'; did you mean rows?"));
    HistoryException missing =
        assertThrows(HistoryException.class, () -> others.files("iceberg:prod-eu/shops.rows"));
    assertThat(missing.getMessage(), containsString("no namespace shops"));
  }

  @Test
  void tablesOfARestCatalog() throws Exception {
    InMemoryCatalog backend = new InMemoryCatalog();
    backend.initialize(
        "backend", Map.of("warehouse", folder.toString(), "io-impl", NioFiles.class.getName()));
    ServletContextHandler routes = new ServletContextHandler();
    routes.addServlet(
        new ServletHolder(new RESTCatalogServlet(new RESTCatalogAdapter(backend))), "/*");
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(routes);
    server.start();
    try {
      writeTwice(
          Map.of(
              "TWINSTREAM_ICEBERG__PROD_EU__URI", "http://127.0.0.1:" + connector.getLocalPort()));
    } finally {
      server.stop();
      backend.close();
    }
  }

  @Test
  void tablesOfACatalogInADatabase() throws Exception {
    writeTwice(
        Map.of(
            "TWINSTREAM_ICEBERG__PROD_EU__URI",
            "jdbc:sqlite:" + folder.resolve("catalog.db"),
            "TWINSTREAM_ICEBERG__PROD_EU__JDBC__SCHEMA_VERSION",
            "V1",
            "TWINSTREAM_ICEBERG__PROD_EU__WAREHOUSE",
            folder.resolve("warehouse").toString()));
  }

  @Test
  void anUnreachableOrUnknownCatalogIsRefused() {
    HistoryException e =
        assertThrows(
            HistoryException.class,
            () ->
                new IcebergTables(Map.of("TWINSTREAM_ICEBERG__PROD_EU__URI", "http://127.0.0.1:1"))
                    .pin(TABLE));
    assertThat(e.getMessage(), containsString("iceberg:prod-eu/shop.rows"));
    Map<String, String> other = Map.of("TWINSTREAM_ICEBERG__TEST__URI", "http://127.0.0.1:1");
    IllegalArgumentException unknown =
        assertThrows(IllegalArgumentException.class, () -> new IcebergTables(other).pin(TABLE));
    assertThat(unknown.getMessage(), containsString("known: test"));
  }
}
