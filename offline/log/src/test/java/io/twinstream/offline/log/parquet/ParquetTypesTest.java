package io.twinstream.offline.log.parquet;

import static io.twinstream.features.definition.FieldType.BOOLEAN;
import static io.twinstream.features.definition.FieldType.DOUBLE;
import static io.twinstream.features.definition.FieldType.LONG;
import static io.twinstream.features.definition.FieldType.STRING;
import static io.twinstream.features.definition.FieldType.TIMESTAMP;
import static io.twinstream.features.definition.FieldType.decimal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.offline.log.Cursors;
import io.twinstream.offline.log.Sources;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests all Parquet types that DuckDB and old writers use, read as every possible field. */
class ParquetTypesTest {
  private static final Map<String, FieldType> TYPES =
      Map.of(
          "string", STRING,
          "long", LONG,
          "decimal", decimal(2),
          "double", DOUBLE,
          "boolean", BOOLEAN,
          "timestamp", TIMESTAMP);

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "'a€'::VARCHAR|string|`a€`",
        "'12.30'::VARCHAR|decimal|1230",
        "17::TINYINT|long|17",
        "17::INTEGER|string|17",
        "17::BIGINT|decimal|1700",
        "200::UTINYINT|long|200",
        "4294967295::UINTEGER|long|4294967295",
        "9223372036854775807::UBIGINT|long|9223372036854775807",
        "9223372036854775808::UBIGINT|long|OUT_OF_RANGE",
        "5.0::DOUBLE|long|5",
        "5.5::DOUBLE|long|WRONG_TYPE",
        "12.3::DOUBLE|decimal|1230",
        "12.3::FLOAT|decimal|1230",
        "12.345::DOUBLE|decimal|EXCESS_DIGITS",
        "'nan'::DOUBLE|decimal|WRONG_TYPE",
        "'inf'::DOUBLE|double|OUT_OF_RANGE",
        "'-inf'::DOUBLE|decimal|WRONG_TYPE",
        "12.30::DECIMAL(4,2)|decimal|1230",
        "12.30::DECIMAL(9,4)|decimal|1230",
        "12.3::DECIMAL(18,1)|decimal|1230",
        "-12.3::DECIMAL(38,4)|decimal|-1230",
        "12.345::DECIMAL(18,3)|decimal|EXCESS_DIGITS",
        "99999999999999999999::DECIMAL(38,2)|decimal|OUT_OF_RANGE",
        "7::DECIMAL(18,0)|long|7",
        "true|boolean|1",
        "true|string|true",
        "0::INTEGER|boolean|0",
        "2::INTEGER|boolean|WRONG_TYPE",
        "TIMESTAMP '1969-12-31 23:59:59.999999'|timestamp|-1",
        "TIMESTAMP_MS '2018-04-01 00:00:31.5'|timestamp|1522540831500",
        "TIMESTAMP_NS '1969-12-31 23:59:59.999999999'|timestamp|-1",
        "TIMESTAMP_S '2018-04-01 00:00:31'|timestamp|1522540831000",
        "TIMESTAMPTZ '2018-04-01 02:00:31+02'|timestamp|1522540831000",
        "DATE '2018-04-01'|timestamp|1522540800000",
        "1522540831000::BIGINT|timestamp|1522540831000",
        "TIMESTAMP '2018-04-01 00:00:31'|long|WRONG_TYPE",
        "TIMESTAMP '12018-04-01 00:00:31'|timestamp|OUT_OF_RANGE",
        "NULL::DOUBLE|decimal|null",
        "''::VARCHAR|decimal|null",
      })
  void columnIsReadAsField(String sql, String type, String expected) throws Exception {
    Path file = copy("SELECT " + sql + " AS v, 0::BIGINT AS ts, 'k' AS k");
    Decoded decoded = Cursors.read(source(TYPES.get(type)), Set.of("k"), file).get(0);
    assertThat(shown(decoded), is(expected));
  }

  private static String shown(Decoded decoded) {
    if (decoded instanceof DeadLetter dead) {
      return dead.reason().name();
    }
    Event event = (Event) decoded;
    String value = event.text(0) != null ? event.text(0) : Long.toString(event.bits(0));
    return event.isNull(0) ? "null" : value;
  }

  @Test
  void int96IsAnInstant() throws IOException {
    Path file = directory.resolve("old.parquet");
    Instant instant = Instant.parse("1969-12-31T23:59:59.999Z");
    TableColumn<Integer> old =
        new TableColumn<>(
            Types.optional(PrimitiveTypeName.INT96).named("ts"),
            (row, out) -> out.bytes(int96(instant)));
    PartFile.write(file, List.of(old, TableColumn.text("k", row -> "k")), Map.of(), List.of(1, 2));
    List<Decoded> read = Cursors.read(source(LONG), Set.of("k"), file);
    assertThat(read, hasSize(2));
    assertThat(((Event) read.get(1)).ts(), is(-1L));
  }

  private static byte[] int96(Instant instant) {
    long nanos = Math.floorMod(instant.toEpochMilli(), 86_400_000L) * 1_000_000L;
    int julian = (int) (2_440_588 + Math.floorDiv(instant.toEpochMilli(), 86_400_000L));
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.putLong(nanos).putInt(julian).array();
  }

  @Test
  void bytesThatAreNoTextAreMalformed() throws Exception {
    Path file = copy("SELECT '\\xFF\\xFE'::BLOB AS v, 0::BIGINT AS ts, 'k' AS k");
    DeadLetter dead = (DeadLetter) Cursors.read(source(STRING), Set.of("k"), file).get(0);
    assertThat(dead.reason().name(), is("MALFORMED"));
  }

  @Test
  void deadLetterHasTheRowAsJson() throws Exception {
    Path file = copy("SELECT 12.345 AS v, 0::BIGINT AS ts, 'k' AS k, 'not read' AS other");
    DeadLetter dead = (DeadLetter) Cursors.read(source(decimal(2)), Set.of("k"), file).get(0);
    assertThat(new String(dead.payload(), UTF_8), is("{\"v\":12.345,\"ts\":0,\"k\":\"k\"}"));
    assertThat(dead.known(), is(0L));
  }

  @Test
  void rowsAreNumberedThroughRowGroups() throws Exception {
    Path file =
        copy("SELECT i AS v, i AS ts, 'k' AS k FROM range(5000) t(i)", ", ROW_GROUP_SIZE 2048");
    List<HistoryInputSplit> splits = HistoryFiles.splits(source(LONG), List.of(file.toString()));
    assertThat(splits, hasSize(3));
    List<Decoded> last = Cursors.read(source(LONG), Set.of("k"), splits.subList(2, 3), 1000);
    assertThat(last, hasSize(5000 - 4096));
    for (int i = 0; i < last.size(); i++) {
      Event event = (Event) last.get(i);
      assertThat(event.position().offset(), is(4096L + i));
      assertThat(event.bits(0), is(4096L + i));
    }
  }

  @Test
  void columnOfNoFieldsShapeIsRefusedOnlyIfItIsMapped() throws Exception {
    Path file = copy("SELECT [1,2] AS v, 0::BIGINT AS ts, 'k' AS k");
    HistoryException refused =
        assertThrows(HistoryException.class, () -> Cursors.read(source(LONG), Set.of("k"), file));
    assertThat(refused.getMessage(), containsString("column v"));
    Path other = copy("SELECT 1 AS v, 0::BIGINT AS ts, 'k' AS k, {'a': [1]} AS nested");
    assertThat(Cursors.read(source(LONG), Set.of("k"), other), hasSize(1));
  }

  @Test
  void missingColumnIsNamedWithItsNeighbours() throws Exception {
    Path file = copy("SELECT 1 AS v, 0::BIGINT AS tz, 'k' AS k");
    HistoryException refused =
        assertThrows(HistoryException.class, () -> Cursors.read(source(LONG), Set.of("k"), file));
    assertThat(refused.getMessage(), containsString("no column 'ts'; did you mean tz"));
    Source mapped =
        Sources.source(
            "s",
            null,
            "ts",
            Sources.mapping(Format.PARQUET, Map.of("ts", "tz", "k", "kk")),
            "v",
            LONG,
            "ts",
            TIMESTAMP,
            "k",
            STRING);
    assertThat(
        assertThrows(HistoryException.class, () -> Cursors.read(mapped, Set.of("k"), file))
            .getMessage(),
        containsString("no column 'kk'"));
  }

  @Test
  void damagedFileIsNamed() throws Exception {
    Path file = copy("SELECT i AS v, i AS ts, uuid() AS k FROM range(5000) t(i)");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    HistoryException refused =
        assertThrows(HistoryException.class, () -> Cursors.read(source(LONG), Set.of("k"), file));
    assertThat(refused.getMessage(), containsString(file.getFileName().toString()));
    assertThat(refused.getMessage(), containsString("fetch or write it again"));
  }

  private static Source source(FieldType type) {
    return Sources.source(
        "s", null, "ts", HistoryMapping.DEFAULT, "v", type, "ts", TIMESTAMP, "k", STRING);
  }

  private Path copy(String select) throws SQLException {
    return copy(select, "");
  }

  private Path copy(String select, String options) throws SQLException {
    Path file = directory.resolve("t" + System.identityHashCode(select) + ".parquet");
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet" + options + ")");
    }
    return file;
  }
}
