package io.twinstream.offline.postgres;

import static io.twinstream.offline.postgres.Orders.START;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.load.Definitions;
import io.twinstream.offline.log.archive.Compaction;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.file.HistoryException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares the rows in a real PostgreSQL with those in the files. */
class LoadTest extends ShopDatabase {

  @Test
  void everyValueIsThatOfTheFiles() throws Exception {
    Orders.write(USERS, folder, events.subList(0, 2000));
    Orders.write(USERS, folder, events.subList(1500, 3000)); // as after a restore
    Orders.write(SHOPS, folder, events);
    List<Loaded> loaded = load();
    assertThat(loaded.get(0).table(), is(SHOPS));
    assertThat(loaded.get(0).rows(), is(3000L));
    assertThat(loaded.get(1).rows(), is(3000L));
    assertSameRows(USERS);
    assertSameRows(SHOPS);
    assertThat(
        server.query(
            "SELECT column_name, data_type FROM information_schema.columns"
                + " WHERE table_schema = 'shop' AND table_name = 'user_orders@1'"
                + " ORDER BY ordinal_position"),
        is(
            List.of(
                List.of("_event_id", "text"),
                List.of("_ts", "timestamp with time zone"),
                List.of("_as_of", "timestamp with time zone"),
                List.of("user", "text"),
                List.of("amount", "numeric"),
                List.of("paid", "boolean"),
                List.of("note", "text"),
                List.of("count_1h", "bigint"),
                List.of("mean_10m", "double precision"),
                List.of("newest", "timestamp with time zone"),
                List.of("text", "text"),
                List.of("was_paid", "boolean"),
                List.of("_count", "bigint"),
                List.of("_origin", "text"),
                List.of("_partition", "integer"),
                List.of("_offset", "bigint"),
                List.of("_known", "timestamp with time zone"))));
  }

  private void assertSameRows(String view) throws SQLException {
    List<List<String>> files = new ArrayList<>();
    try (Duck duck = new Duck()) {
      duck.query(
          "SELECT * EXCLUDE (event_date) FROM " + DuckDbTables.newestRows(folder.resolve(view)),
          row -> files.add(Cells.of(row)));
    }
    List<List<String>> stored = server.query("SELECT * FROM shop.\"" + view + "\"");
    assertThat(stored.size(), is(files.size()));
    Comparator<List<String>> byEvent = Comparator.comparing(row -> row.get(0));
    files.sort(byEvent);
    stored.sort(byEvent);
    for (int i = 0; i < files.size(); i++) {
      assertThat(stored.get(i), is(files.get(i)));
    }
  }

  @Test
  void loadingAgainChangesNothingAndNewFilesAreAdded() throws Exception {
    Orders.write(USERS, folder, events.subList(0, 1000));
    Loaded first = load().get(0);
    assertThat(first.rows(), is(1000L));
    assertThat(load().get(0), is(new Loaded(USERS, 0, first.files(), 0, 0)));
    Orders.write(USERS, folder, events.subList(500, 2500));
    Loaded second = load().get(0);
    assertThat(second.known(), is(first.files()));
    assertThat(second.files(), greaterThan(0));
    assertSameRows(USERS);
    Compaction.of(folder.resolve(USERS), List.of(), Duration.ZERO).run((i, of) -> {});
    Loaded compacted = load().get(0);
    assertThat(compacted.files(), greaterThan(0));
    assertThat(compacted.rows(), is(0L)); // other files, the same rows
    assertSameRows(USERS);
  }

  /** Such as those of files of one name in two folders. */
  @Test
  void otherEventsAtTheSamePositionsAllStay() throws Exception {
    List<Event> others =
        IntStream.range(0, 50)
            .mapToObj(i -> Orders.at(events.get(i).position(), events.get(100 + i)))
            .toList();
    Orders.write(USERS, folder, events.subList(0, 50));
    load();
    Orders.write(USERS, folder, others);
    assertThat(load().get(0).rows(), is(50L));
    assertSameRows(USERS);
  }

  @Test
  void theRowOfTheGreatestStateIsKeptInAnyOrderOfFiles() throws Exception {
    List<EventFeatures> rows = Orders.rows(USERS, events.subList(0, 50));
    List<EventFeatures> smaller =
        rows.stream()
            .map(row -> new EventFeatures(row.event(), row.asOf(), row.count() - 1, row.features()))
            .toList();
    var writer = Orders.writer(USERS, folder, "amount", "paid", "note");
    writer.write(rows.subList(0, 25));
    writer.write(smaller.subList(25, 50));
    load();
    writer.write(smaller.subList(0, 25));
    writer.write(rows.subList(25, 50));
    assertThat(load().get(0).rows(), is(25L));
    assertSameRows(USERS);
  }

  @Test
  void replacingLeavesTheRowsOfTheFolderOnly() throws Exception {
    Orders.write(USERS, folder, events);
    load();
    folder = folder.resolve("corrected");
    Orders.write(USERS, folder, events.subList(0, 10));
    load();
    assertThat(count(), is("3000"));
    assertThat(load(true).get(0).rows(), is(10L));
    assertSameRows(USERS);
  }

  /** Whoever sends one must not keep everything that comes later from being loaded. */
  @Test
  void aRowThatPostgresCannotHoldIsLeftOutAndCounted() throws Exception {
    Orders.write(USERS, folder, events.subList(0, 100));
    Event odd = Orders.order(5000, START, "u1", 1, "1.0", "a\\u0000b", START);
    Orders.write(USERS, folder, List.of(odd));
    Loaded loaded = load().get(0);
    assertThat(loaded, is(new Loaded(USERS, loaded.files(), 0, 100, 1)));
    assertThat(count(), is("100"));
  }

  @Test
  void rowsOfAServiceAreATableToo() throws Exception {
    Orders.writeService("buy@1", folder, events.subList(0, 300));
    assertThat(load().get(0).table(), is("buy@1"));
    assertSameRows("buy@1");
  }

  private String count() throws SQLException {
    return server.query("SELECT count(*) FROM shop.\"user_orders@1\"").get(0).get(0);
  }

  @Test
  void whatCannotBeLoadedLeavesEverythingAsItWas() throws Exception {
    Orders.write(USERS, folder, events.subList(0, 100));
    load();
    Orders.write(USERS, folder, events.subList(100, 200));
    Orders.write(SHOPS, folder, events.subList(0, 100));
    Project changed =
        Definitions.parse(
            Map.of("shop.yaml", Orders.DEFINITIONS.replace("windows: 10m", "windows: 20m")));
    Orders.writer(changed, USERS, folder, "amount", "paid", "note")
        .write(Orders.rows(USERS, events.subList(200, 210)));
    String message = assertThrows(HistoryException.class, this::load).getMessage();
    assertThat(message, allOf(containsString(USERS), containsString("fingerprint")));
    assertThat(count(), is("100"));
    assertThat(
        server.query(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'shop' ORDER BY"
                + " 1"),
        is(List.of(List.of("twinstream_files"), List.of(USERS))));
    assertThat(
        server.query(
            "SELECT * FROM pg_stat_activity WHERE application_name = 'twinstream' AND state <>"
                + " 'active'"),
        is(empty()));
  }
}
