package io.twinstream.offline.postgres;

import static io.twinstream.offline.postgres.Orders.PROJECT;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.file.HistoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Tests the messages about what a real PostgreSQL refuses. */
class RefusalsTest extends ShopDatabase {

  @Test
  void rowsOfOtherDefinitionsAreRefused() throws Exception {
    Project other = with("windows: 20m", "windows: 10m");
    Orders.write(USERS, folder, events.subList(0, 10));
    PostgresStore store = PostgresStore.of(server.address(), other);
    assertThat(refusal(() -> store.load(folder, false, i -> {})), containsString("fingerprint"));
    load();
    CompiledService users = CompiledService.of(other, List.of("user_orders.*"));
    assertThat(refusal(() -> store.asOf(users)), containsString("--replace"));
    CompiledService shops = CompiledService.of(PROJECT, List.of("shop_orders.*"));
    assertThat(
        refusal(() -> PostgresStore.of(server.address(), PROJECT).asOf(shops)),
        allOf(containsString("no rows of shop_orders@1"), containsString("twinstream log load")));
    var wider = Orders.writer(USERS, folder, "amount", "paid", "note", "shop");
    wider.write(Orders.rows(USERS, events.subList(10, 20)));
    assertThat(refusal(this::load), containsString("replace it with --replace"));
    load(true);
    assertThat(
        server.query("SELECT count(*), count(shop) FROM shop.\"user_orders@1\""),
        is(List.of(List.of("20", "10"))));
  }

  /** They would be cut off, so that two versions of a view, say, have the same table. */
  @Test
  void namesThatAreTooLongForPostgresAreRefused() throws Exception {
    String view = "v".repeat(62) + "@1";
    Project longView = with("v".repeat(62), "user_orders");
    Orders.writer(longView, view, folder).write(Orders.rows(USERS, events.subList(0, 10)));
    assertThat(
        refusal(() -> PostgresStore.of(server.address(), longView).load(folder, false, i -> {})),
        allOf(containsString(view), containsString("63")));

    String column = "c".repeat(64);
    Project longColumn = with(column, "count_1h");
    Path other = folder.resolve("other");
    Orders.writer(longColumn, USERS, other).write(Orders.rows(USERS, events.subList(0, 10)));
    assertThat(
        refusal(() -> PostgresStore.of(server.address(), longColumn).load(other, false, i -> {})),
        allOf(containsString(column), containsString("63")));
  }

  @Test
  void connectionFailuresAreExplainedWithoutPasswords() throws Exception {
    server.run("DROP ROLE IF EXISTS twin");
    server.run("CREATE ROLE twin LOGIN PASSWORD 's3cret'");
    server.address("twin@localhost", "/postgres", password("s3cret")).connect().close();
    server
        .address("localhost", "/postgres", Map.of("PGUSER", "twin", "PGPASSWORD", "s3cret"))
        .connect()
        .close();
    assertThat(
        refusal(server.address("twin@localhost", "/postgres", password("wr0ng"))::connect),
        allOf(containsString("twin"), containsString("PGPASSWORD"), not(containsString("wr0ng"))));
    assertThat(
        refusal(server.address("twin@localhost", "/postgres", Map.of())::connect),
        containsString("~/.pgpass"));
    assertThat(
        refusal(server.address("postgres@localhost", "/nowhere", Map.of())::connect),
        allOf(containsString("nowhere"), containsString("create the database first")));
    assertThat(
        refusal(PostgresAddress.parse("postgresql://localhost:1/x")::connect),
        allOf(containsString("localhost:1"), containsString("is running")));
  }

  @Test
  void aUserWhoMayNotCreateTablesIsRefused() throws Exception {
    Orders.write(USERS, folder, events.subList(0, 10));
    load();
    server.run("DROP ROLE IF EXISTS reader");
    server.run("CREATE ROLE reader LOGIN PASSWORD 'r'");
    PostgresStore reader =
        PostgresStore.of(server.address("reader@localhost", "/postgres", password("r")), PROJECT);
    String message = refusal(() -> reader.load(folder, false, i -> {}));
    assertThat(message, allOf(containsString("permission denied"), containsString("schema shop")));
  }

  /** The shop with one thing in the place of another. */
  private static Project with(String one, String other) {
    return Definitions.parse(Map.of("shop.yaml", Orders.DEFINITIONS.replace(other, one)));
  }

  private static String refusal(Executable what) {
    return assertThrows(HistoryException.class, what).getMessage();
  }

  private static Map<String, String> password(String password) {
    return Map.of("PGPASSWORD", password);
  }
}
