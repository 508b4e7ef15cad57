package io.twinstream.offline.log;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.FieldType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParquetFieldsTest {
  @TempDir Path folder;

  /** By DuckDB's types, as it writes them; - where no field can hold the values. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TINYINT|long",
        "UINTEGER|long",
        "BIGINT|long",
        "UBIGINT|-",
        "FLOAT|double",
        "DOUBLE|double",
        "DECIMAL(9,2)|decimal(2)",
        "DECIMAL(18,0)|decimal(0)",
        "DECIMAL(19,2)|-",
        "VARCHAR|string",
        "BLOB|-",
        "UUID|-",
        "BOOLEAN|boolean",
        "DATE|timestamp",
        "TIMESTAMP|timestamp",
        "TIMESTAMP_NS|timestamp",
        "TIMESTAMPTZ|timestamp",
        "TIME|-",
        "INTEGER[]|-",
        "STRUCT(a INTEGER)|-",
      })
  void columnsAreTheFieldsThatHoldTheirValues(String sql, String type) {
    Path file = folder.resolve("columns.parquet");
    try (Duck duck = new Duck()) {
      duck.run("COPY (SELECT NULL::" + sql + " AS c, 1 AS d) TO '" + file + "' (FORMAT parquet)");
    }
    var columns = ParquetFields.of(file);
    assertThat(List.copyOf(columns.keySet()), is(List.of("c", "d")));
    assertThat(columns.get("c"), is(FieldType.parse(type).orElse(null)));
  }

  @Test
  void whatIsNoParquetFileIsTold() throws IOException {
    Path file = Files.writeString(folder.resolve("text.parquet"), "id,time\n");
    String message =
        assertThrows(HistoryException.class, () -> ParquetFields.of(file)).getMessage();
    assertThat(message, containsString("text.parquet is no complete Parquet file"));
  }
}
