package io.twinstream.offline.postgres;

import io.twinstream.features.event.Event;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An empty database, a folder for rows, and events to write rows for. */
abstract class ShopDatabase {
  static final String USERS = "user_orders@1";
  static final String SHOPS = "shop_orders@1";

  @RegisterExtension static final RunningPostgres POSTGRES = new RunningPostgres();

  @TempDir Path folder;
  final PostgresServer server = POSTGRES.server();
  final List<Event> events = Orders.some(3000);

  @BeforeEach
  void dropTables() throws SQLException {
    server.run("DROP SCHEMA IF EXISTS shop CASCADE");
  }

  List<Loaded> load() {
    return load(false);
  }

  List<Loaded> load(boolean replace) {
    return PostgresStore.of(server.address(), Orders.PROJECT).load(folder, replace, files -> {});
  }
}
