package io.twinstream.offline.log.parquet;

import static io.twinstream.features.definition.FieldType.STRING;
import static io.twinstream.features.definition.FieldType.TIMESTAMP;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.offline.log.Cursors;
import io.twinstream.offline.log.Footers;
import io.twinstream.offline.log.Sources;
import io.twinstream.offline.log.file.CsvType;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.history.ParquetRows;
import io.twinstream.offline.log.history.SpineColumns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests valid files of other writers. */
class ParquetWritersTest {
  private static final Source SOURCE = source("x");

  /** A union with the member JSON (12) in it, which has no fields. */
  private static final int[] JSON = {0xCC, 0, 0};

  @TempDir Path directory;
  private Path file;

  private static Source source(String column) {
    return Sources.source(
        "s",
        null,
        "ts",
        Sources.mapping(Format.PARQUET, Map.of("x", column)),
        "x",
        STRING,
        "k",
        STRING,
        "ts",
        TIMESTAMP);
  }

  @BeforeEach
  void write() throws IOException {
    file = directory.resolve("a.parquet");
    TableColumn<Integer> other =
        new TableColumn<>(
            Types.optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.jsonType())
                .named("other"),
            (row, out) -> out.bytes(new byte[] {'{', '}'}));
    List<TableColumn<Integer>> columns =
        List.of(
            TableColumn.int64("ts", row -> row),
            TableColumn.text("k", row -> "k"),
            TableColumn.text("x", row -> row % 2 == 0 ? "even" : null),
            other);
    PartFile.write(file, columns, Map.of("of", "the writer"), List.of(0, 1, 2));
  }

  @Test
  void rowGroupsWithoutRowsAreSkipped() {
    Footers.edit(file, footer -> addEmpty(footer, 0, 2));
    assertThat(positions(SOURCE), contains(0L, 1L, 2L));
    List<HistoryInputSplit> splits = HistoryFiles.splits(SOURCE, List.of(file.toString()));
    assertThat(splits.get(0).firstRowGroup(), is(1));
    assertThat(splits.size(), is(1));
    HistoryInputSplit all = new HistoryInputSplit(file.toString(), "a.parquet", "", 0, 3, 0);
    assertThat(Cursors.read(SOURCE, Set.of("k"), List.of(all), 1000).size(), is(3));
  }

  @Test
  void fileOfEmptyRowGroupsHasNoRows() {
    Footers.edit(
        file,
        footer -> {
          addEmpty(footer, 0);
          footer.setRow_groups(new ArrayList<>(footer.getRow_groups().subList(0, 1)));
          footer.setNum_rows(0);
        });
    assertThat(positions(SOURCE), empty());
  }

  private static void addEmpty(FileMetaData footer, int... places) {
    for (int place : places) {
      RowGroup empty = new RowGroup(footer.getRow_groups().get(0)).setNum_rows(0);
      footer.getRow_groups().add(place, empty);
    }
  }

  /** Variant, geometry and geography of the format's later versions, and one of the future. */
  @ParameterizedTest
  @ValueSource(ints = {16, 17, 18, 40})
  void columnOfAnUnknownTypeIsIgnoredUnlessItIsRead(int type) {
    Footers.editBytes(file, Footers.replacing(JSON, 0x0C, 2 * type, 0, 0));
    assertThat(positions(SOURCE), contains(0L, 1L, 2L));
    HistoryException refused =
        assertThrows(HistoryException.class, () -> positions(source("other")));
    assertThat(
        refused.getMessage(), containsString("column other, which is of an unknown logical type"));
    SpineColumns columns = SpineColumns.of(path(), Format.PARQUET);
    assertThat(columns.types().get("other"), nullValue());
    assertThat(columns.problems().get("other"), containsString("--drop other"));
    assertThat(columns.types().get("x"), is(CsvType.text("x")));
    try (ParquetRows rows = ParquetRows.open(HistoryFiles.splits(SOURCE, List.of(path())).get(0))) {
      assertThat(rows.metadata().get("of"), is("the writer"));
    }
  }

  /** What {@code pa.nulls} makes. */
  @Test
  void columnOfNullsIsReadAsNulls() {
    Footers.editBytes(file, Footers.replacing(JSON, 0xBC, 0, 0));
    assertThat(positions(SOURCE), contains(0L, 1L, 2L));
  }

  @Test
  void compressionThatCannotBeReadIsNamed() {
    Footers.edit(
        file,
        footer ->
            footer
                .getRow_groups()
                .get(0)
                .getColumns()
                .forEach(column -> column.getMeta_data().setCodec(CompressionCodec.BROTLI)));
    HistoryException refused = assertThrows(HistoryException.class, () -> positions(SOURCE));
    assertThat(
        refused.getMessage(),
        containsString(
            "a.parquet is compressed with BROTLI, which cannot be read; write it again"));
  }

  private String path() {
    return file.toString();
  }

  private List<Long> positions(Source source) {
    return Cursors.read(source, Set.of("k"), file).stream()
        .map(decoded -> ((Event) decoded).position().offset())
        .toList();
  }
}
