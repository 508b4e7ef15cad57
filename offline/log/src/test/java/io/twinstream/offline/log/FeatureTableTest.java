package io.twinstream.offline.log;

import static io.twinstream.features.definition.FieldType.STRING;
import static io.twinstream.features.definition.FieldType.TIMESTAMP;
import static io.twinstream.features.definition.FieldType.decimal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.row.RowsOfAllTypes;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.archive.FeatureRows;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.table.FeatureTable;
import io.twinstream.offline.log.table.TableWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureTableTest {
  private static final Source SOURCE =
      Sources.source(
          "txn",
          "id",
          "ts",
          HistoryMapping.DEFAULT,
          "id",
          STRING,
          "card",
          STRING,
          "amount",
          decimal(2),
          "ts",
          TIMESTAMP);
  private static final List<FeatureType> TYPES =
      List.of(
          FeatureType.LONG,
          FeatureType.DOUBLE,
          FeatureType.STRING,
          FeatureType.BOOLEAN,
          FeatureType.TIMESTAMP);
  private static final FeatureTable TABLE =
      new FeatureTable(
          SOURCE,
          List.of("card"),
          List.of("amount", "card"),
          List.of("count", "mean", "last", "flag", "seen"),
          TYPES,
          Map.of("twinstream.view", "card_spend@1", "twinstream.fingerprint", "00ff"));

  @TempDir Path directory;

  @Test
  void rowsHaveEverythingTypedAndTheFooterTheDefinition() throws IOException {
    FeatureRow full = new FeatureRow(TYPES);
    full.setBits(0, 7);
    full.setDouble(1, 0.1);
    full.setText(2, "x");
    full.setBits(3, 1);
    full.setBits(4, 1000);
    List<Path> files =
        TABLE
            .writer(directory)
            .write(List.of(record(0, 5, 1, full), record(1, 6, 1, new FeatureRow(TYPES))));
    assertThat(files, hasSize(1));
    assertThat(
        query(
            "SELECT _event_id, epoch_ms(_ts), epoch_ms(_as_of), card, amount, \"count\", mean,"
                + " \"last\", flag, epoch_ms(seen), _count, _origin, _partition, _offset,"
                + " epoch_ms(_known), event_date FROM "
                + DuckDbTables.newestRows(directory)
                + " ORDER BY _offset"),
        is(
            List.of(
                "t-0|0|5|c|12.30|7|0.1|x|true|1000|1|txn|0|0|0|1970-01-01",
                "t-1|1|6|c|12.30|null|null|null|null|null|1|txn|0|1|1|1970-01-01")));
    assertThat(
        query(
            "SELECT decode(value) FROM parquet_kv_metadata('"
                + files.get(0)
                + "') WHERE decode(key) = 'twinstream.fingerprint'"),
        is(List.of("00ff")));
  }

  @Test
  void ofARowWrittenTwiceTheGreaterStateWins() throws IOException {
    TableWriter<EventFeatures> writer = TABLE.writer(directory);
    writer.write(List.of(record(0, 5, 3, count(3))));
    writer.write(List.of(record(0, 5, 2, count(2))));
    writer.write(List.of(record(1, 5, 9, count(9)), record(0, 4, 9, count(1))));
    writer.write(List.of(record(1, 6, 1, count(4))));
    String sql =
        "SELECT _offset, \"count\" FROM " + DuckDbTables.newestRows(directory) + " ORDER BY 1";
    assertThat(query(sql), is(List.of("0|3", "1|4")));
    assertThat(query("SELECT count(*) FROM " + DuckDbTables.rows(directory)), is(List.of("5")));
  }

  @Test
  void featureNamedLikeAnotherColumnIsRefused() {
    assertThat(refusal("amount"), containsString("two columns are called 'amount'"));
    assertThat(refusal("Amount"), containsString("two columns are called 'Amount'"));
    assertThat(refusal("event_date"), containsString("two columns are called 'event_date'"));
  }

  @Test
  void rowsWithValuesOfEveryTypeAreReadBack() throws IOException {
    List<FeatureType> types = RowsOfAllTypes.TYPES;
    FeatureTable table =
        new FeatureTable(
            SOURCE, List.of("card"), List.of(), RowsOfAllTypes.names(), types, Map.of());
    List<FeatureRow> rows = RowsOfAllTypes.some(300, 2);
    List<EventFeatures> written = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      written.add(record(i, i, 1, rows.get(i)));
    }
    table.writer(directory).write(written);
    Map<Position, FeatureRow> read =
        FeatureRows.of(directory, "card", Set.of("c"), table.features(), types);
    assertThat(read.size(), is(rows.size()));
    for (EventFeatures row : written) {
      assertThat(read.get(row.event().position()), is(row.features()));
    }
    // by the names and types that other readers see
    String rest = " FROM " + DuckDbTables.newestRows(directory);
    assertThat(
        query("SELECT DISTINCT typeof(f6), typeof(f10), typeof(f13)" + rest),
        is(
            List.of(
                "BIGINT[]|TIMESTAMP WITH TIME ZONE[]|STRUCT(\"values\" MAP(VARCHAR, BIGINT),"
                    + " other BIGINT, exact BOOLEAN)")));
  }

  private String refusal(String feature) {
    FeatureTable clash =
        new FeatureTable(
            SOURCE,
            List.of("card"),
            List.of("amount"),
            List.of(feature),
            List.of(FeatureType.LONG),
            Map.of());
    return assertThrows(IllegalArgumentException.class, () -> clash.writer(directory)).getMessage();
  }

  private static FeatureRow count(long count) {
    FeatureRow row = new FeatureRow(TYPES);
    row.setBits(0, count);
    return row;
  }

  private static EventFeatures record(int offset, long asOf, long count, FeatureRow features) {
    String json =
        "{\"id\":\"t-" + offset + "\",\"card\":\"c\",\"amount\":12.3,\"ts\":" + offset + "}";
    Event event = EventTableTest.event(SOURCE, 0, json);
    Event placed =
        new Event(
            new Position("txn", 0, offset),
            offset,
            event.ts(),
            event.id(),
            event.identity(),
            new long[] {0, 0, 1230, offset},
            new String[] {"t-" + offset, "c", null, null},
            new boolean[] {true, true, true, true});
    return new EventFeatures(placed, asOf, count, features);
  }

  private static List<String> query(String sql) {
    List<String> rows = new ArrayList<>();
    try (Duck duck = new Duck()) {
      duck.query(
          sql,
          row -> {
            List<String> cells = new ArrayList<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
              cells.add(String.valueOf(row.getString(i)));
            }
            rows.add(String.join("|", cells));
          });
    }
    return rows;
  }
}
