package io.twinstream.offline.iceberg;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.event.Position;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.lake.LakeOutput;
import io.twinstream.offline.log.parquet.TableColumn;
import io.twinstream.offline.log.table.Folders;
import io.twinstream.offline.log.table.TableLayout;
import io.twinstream.offline.log.table.TableWriter;
import io.twinstream.offline.objects.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commits files of Twinstream's writer, and reads them with Iceberg's own library. */
class ReplacedRowsTest {
  private static final String KIND = "features";

  @TempDir Path folder;

  private final IcebergTables tables = new IcebergTables(Map.of());

  private record Row(long offset, String user, double amount) {}

  private String location() {
    return folder.resolve("warehouse/rows").toString();
  }

  private static TableWriter<Row> writer(Path folder, String amount) {
    List<TableColumn<Row>> columns =
        List.of(
            TableColumn.text("user", Row::user),
            TableColumn.instant("at", row -> 1_000 * row.offset()),
            TableColumn.decimal("price", 2, row -> 10 * row.offset(), row -> false),
            TableColumn.float64(amount, Row::amount, row -> false));
    return new TableWriter<>(
        folder,
        new TableLayout<>(
            KIND,
            columns,
            Map.of(TableLayout.KIND, KIND),
            row -> new Position("rows", 0, row.offset()),
            new OneFolder(),
            row -> 0));
  }

  private static final class OneFolder implements Folders<Row> {
    private static final long serialVersionUID = 1;

    @Override
    public long number(Row row) {
      return row.offset() % 2;
    }

    @Override
    public String name(long number) {
      return "part=" + number;
    }
  }

  private String write(String place, String amount, Row... rows) throws IOException {
    List<Type> types = writer(Path.of(""), amount).types();
    LakeOutput output = tables.output("iceberg:" + place, KIND, types);
    try {
      writer(output.folder(), amount).withIds(output.columnIds()).write(List.of(rows));
      return output.commit();
    } finally {
      output.abandon();
    }
  }

  private static List<String> read(Table table) throws IOException {
    List<String> rows = new ArrayList<>();
    try (var records = IcebergGenerics.read(table).build()) {
      for (Record record : records) {
        rows.add(
            Stream.of("user", "at", "price", "amount")
                .map(name -> String.valueOf(record.getField(name)))
                .toList()
                .toString());
      }
    }
    rows.sort(null);
    return rows;
  }

  private Table hadoop() {
    return new HadoopTables(new Configuration()).load(location());
  }

  @Test
  void anotherReaderFindsTheRowsOfTheLastRunOnly() throws IOException {
    String first = write(location(), "amount", new Row(1, "ann", 0.5), new Row(2, "bob", 1.5));
    assertThat(
        read(hadoop()),
        contains(
            "[ann, 1970-01-01T00:00:01Z, 0.10, 0.5]", "[bob, 1970-01-01T00:00:02Z, 0.20, 1.5]"));
    String second = write(location(), "amount", new Row(1, "ann", 0.5), new Row(2, "bob", 1.5));
    assertThat(second, is(not(first)));
    assertThat(read(hadoop()).size(), is(2));
    write(location(), "amount", new Row(3, "eve", 2.5));
    assertThat(read(hadoop()), contains("[eve, 1970-01-01T00:00:03Z, 0.30, 2.5]"));
    assertThat(tables.files(first).size(), is(2));
    assertThat(tables.pin("iceberg:" + location()), not(is(second)));
  }

  @Test
  void aColumnThatALaterRunAddsIsNullInEarlierSnapshots() throws IOException {
    write(location(), "amount", new Row(1, "ann", 0.5));
    write(location(), "total", new Row(1, "ann", 2.5));
    Table table = hadoop();
    assertThat(
        table.schema().columns().stream().map(NestedField::name).toList(),
        contains("user", "at", "price", "amount", "total"));
    assertThat(read(table), contains("[ann, 1970-01-01T00:00:01Z, 0.10, null]"));
  }

  @Test
  void nothingIsVisibleOrLeftWithoutACommit() throws IOException {
    LakeOutput output =
        tables.output("iceberg:" + location(), KIND, writer(Path.of(""), "amount").types());
    writer(output.folder(), "amount").write(List.of(new Row(1, "ann", 0.5)));
    assertThrows(HistoryException.class, () -> tables.files("iceberg:" + location()));
    output.abandon();
    try (Stream<Path> left = Files.walk(folder)) {
      assertThat(left.filter(Files::isRegularFile).toList(), is(empty()));
    }
  }

  @Test
  void tablesOfOthersAreNotReplaced() throws IOException {
    LakeTable others =
        LakeTable.inFolder(
            Path.of(location()),
            new Schema(NestedField.optional(1, "user", Types.StringType.get())),
            PartitionSpec.unpartitioned());
    others.append(Map.of("user", "ann"));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> write(location(), "amount", new Row(1, "ann", 0.5)));
    assertThat(e.getMessage(), containsString("not those of an earlier run"));
    assertThat(tables.files("iceberg:" + location()).size(), is(1));
  }

  @Test
  void ofTwoWritersNoneOverwritesTheOthersCommit() throws IOException {
    write(location(), "amount", new Row(1, "ann", 0.5));
    List<Type> types = writer(Path.of(""), "amount").types();
    LakeOutput one = tables.output("iceberg:" + location(), KIND, types);
    LakeOutput two = tables.output("iceberg:" + location(), KIND, types);
    writer(one.folder(), "amount").withIds(one.columnIds()).write(List.of(new Row(2, "bob", 1.5)));
    writer(two.folder(), "amount").withIds(two.columnIds()).write(List.of(new Row(3, "eve", 2.5)));
    String first = one.commit();
    String second = two.commit();
    assertThat(tables.files(first).size(), is(1));
    assertThat(tables.files(second).size(), is(1));
    assertThat(read(hadoop()), contains("[eve, 1970-01-01T00:00:03Z, 0.30, 2.5]"));
    Table table = hadoop();
    assertThat(table.history().size(), is(3));
  }

  @Test
  void tablesInAnObjectStoreAreWrittenAndRead() throws IOException {
    String place = S3Server.shared().folder("lake").resolve("rows").toString();
    String first = write(place, "amount", new Row(1, "ann", 0.5));
    String second = write(place, "amount", new Row(2, "bob", 1.5), new Row(3, "eve", 2.5));
    assertThat(tables.files(first).size(), is(1));
    assertThat(tables.files(second).size(), is(2));
    assertThat(tables.pin("iceberg:" + place), is(second));
  }
}
