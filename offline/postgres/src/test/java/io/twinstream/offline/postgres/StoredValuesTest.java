package io.twinstream.offline.postgres;

import static io.twinstream.offline.postgres.Orders.PROJECT;
import static io.twinstream.offline.postgres.Orders.START;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.RowsOfAllTypes;
import io.twinstream.offline.log.archive.WrittenTable;
import io.twinstream.offline.log.asof.WrittenRows.Wanted;
import io.twinstream.offline.log.table.FeatureTable;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reads features of every type, arrays and maps among them, back from a real PostgreSQL. */
class StoredValuesTest extends ShopDatabase {

  @Test
  void valuesOfEveryTypeAreThoseOfTheFiles() throws Exception {
    List<FeatureRow> rows = RowsOfAllTypes.some(200, 9);
    List<EventFeatures> written = new ArrayList<>();
    List<Wanted> wanted = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Event event = Orders.order(i, START, "u" + i, 1, "1.00", "", START);
      written.add(new EventFeatures(event, START, 1, rows.get(i)));
      wanted.add(new Wanted("u" + i, START));
    }
    List<Path> files =
        new FeatureTable(
                PROJECT.source("orders"),
                List.of("user"),
                List.of(),
                RowsOfAllTypes.names(),
                RowsOfAllTypes.TYPES,
                Map.of())
            .writer(folder)
            .write(written);
    CopyRows copy = new CopyRows(WrittenTable.columns(files));
    server.run("CREATE SCHEMA shop");
    server.run("CREATE TABLE shop.of_all (" + copy.definition() + ")");
    try (Connection connection = server.address().connect()) {
      assertThat(copy.copy(files, connection, "shop.of_all"), is((long) rows.size()));
    }
    Map<Integer, FeatureRow> read = new HashMap<>();
    new StoredRows(
            server.address(), "shop.of_all", "user", RowsOfAllTypes.names(), RowsOfAllTypes.TYPES)
        .find(wanted, Visibility.INCLUSIVE, found -> read.put(found.index(), found.features()));
    assertThat(read.size(), is(rows.size()));
    read.forEach((i, row) -> assertThat(row, is(rows.get(i))));
  }
}
