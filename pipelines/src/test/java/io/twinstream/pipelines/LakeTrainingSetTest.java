package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.offline.log.lake.Lake;
import io.twinstream.offline.log.trainingset.TrainingTable;
import io.twinstream.pipelines.backfill.BackfillJob;
import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.online.StoreAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training sets and feature rows from snapshots of Iceberg tables, and into such tables. */
class LakeTrainingSetTest {
  private static final String EARLY =
      """
      (VALUES ('a', 'ann', 'p', '1.00', TIMESTAMPTZ '2026-03-01T10:00:00Z'),
              ('b', 'ann', 'p', '2.50', TIMESTAMPTZ '2026-03-01T10:05:00Z'))""";
  private static final String LATER =
      "(VALUES ('c', 'ann', 'p', '4.00', TIMESTAMPTZ '2026-03-01T10:06:00Z'))";
  private static final String LABELS =
      """
      (SELECT * REPLACE (CAST(label AS INT) AS label) FROM
        (VALUES (TIMESTAMPTZ '2026-03-01T10:30:00Z', 'ann', 'p', '2.00', 1),
                (TIMESTAMPTZ '2026-03-01T10:10:00Z', 'bob', 'p', '3.00', 0))
        AS rows(time, user, product, amount, label))""";

  @TempDir Path folder;
  private TrainingSets sets;
  private Table orders;

  @BeforeEach
  void tables() throws Exception {
    sets = TrainingSets.in(folder);
    orders =
        create(
            "orders",
            new Schema(
                NestedField.optional(1, "id", Types.StringType.get()),
                NestedField.optional(2, "user", Types.StringType.get()),
                NestedField.optional(3, "product", Types.StringType.get()),
                NestedField.optional(4, "amount", Types.StringType.get()),
                NestedField.optional(5, "time", Types.TimestampType.withZone()),
                NestedField.optional(6, "seen", Types.TimestampType.withZone())));
    append(orders, "early", orders(EARLY));
    Table labels =
        create(
            "labels",
            new Schema(
                NestedField.optional(1, "time", Types.TimestampType.withZone()),
                NestedField.optional(2, "user", Types.StringType.get()),
                NestedField.optional(3, "product", Types.StringType.get()),
                NestedField.optional(4, "amount", Types.StringType.get()),
                NestedField.optional(5, "label", Types.IntegerType.get())));
    append(labels, "labels", LABELS);
  }

  private static String orders(String rows) {
    return "(SELECT *, time AS seen FROM " + rows + " AS rows(id, user, product, amount, time))";
  }

  private Table create(String name, Schema schema) {
    return new HadoopTables(new Configuration())
        .create(
            schema,
            PartitionSpec.unpartitioned(),
            Map.of(
                TableProperties.DEFAULT_NAME_MAPPING,
                NameMappingParser.toJson(MappingUtil.create(schema))),
            folder.resolve(name).toString());
  }

  /** Adds a file that DuckDB has written, without field ids. */
  private void append(Table table, String name, String rows) throws Exception {
    Path file = Files.createDirectories(folder.resolve("files")).resolve(name + ".parquet");
    Sql.execute("COPY " + rows + " TO '" + file + "' (FORMAT parquet)");
    table
        .newAppend()
        .appendFile(
            DataFiles.builder(table.spec())
                .withPath(file.toString())
                .withFileSizeInBytes(Files.size(file))
                .withRecordCount(1)
                .build())
        .commit();
  }

  private String table(String name) {
    return "iceberg:" + folder.resolve(name);
  }

  private void make(String output, String history, String spine) {
    TrainingSets.Result result =
        sets.run("--output=" + output, "--history=orders=" + history, "--spine=" + spine);
    assertThat(result.text(), result.code(), is(0));
  }

  private List<String> rows(String files) throws Exception {
    return Sql.rows(
        "SELECT user, label, sold_1h, count_1h FROM read_parquet(%s) ORDER BY user"
            .formatted(files));
  }

  private String parquet(String name) {
    return "'" + folder.resolve(name) + "/*.parquet'";
  }

  private static Map<String, String> bytes(Path set) throws IOException {
    Map<String, String> bytes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(set)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes.put(
            set.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return bytes;
  }

  @Test
  void aTrainingSetIsComputedAgainFromItsSnapshotsByteForByte() throws Exception {
    make(folder.resolve("first").toString(), table("orders"), table("labels"));
    assertThat(rows(parquet("first")), is(List.of("ann|1|2|2", "bob|0|2|0")));
    Map<String, String> footer = TrainingTable.metadata(folder.resolve("first"));
    String history = footer.get("twinstream.read.orders");
    String spine = footer.get("twinstream.read.spine");
    assertThat(history, is(table("orders") + "@snapshot=" + orders.currentSnapshot().snapshotId()));

    append(orders, "later", orders(LATER));
    orders.updateSchema().renameColumn("user", "client").commit();
    make(folder.resolve("again").toString(), history, spine);
    assertThat(bytes(folder.resolve("again")), equalTo(bytes(folder.resolve("first"))));

    orders.updateSchema().renameColumn("client", "user").commit();
    make(folder.resolve("second").toString(), table("orders"), table("labels"));
    assertThat(rows(parquet("second")), is(List.of("ann|1|3|3", "bob|0|3|0")));
    assertThat(
        TrainingTable.metadata(folder.resolve("second")).get("twinstream.read.orders"),
        not(history));
  }

  @Test
  void aTrainingSetIsATableThatARepeatedRunReplaces() throws Exception {
    make(table("set"), table("orders"), table("labels"));
    String first = Lake.pinned(table("set"));
    make(table("set"), table("orders"), table("labels"));
    String second = Lake.pinned(table("set"));
    assertThat(second, not(first));
    for (String snapshot : List.of(first, second)) {
      List<String> files =
          Lake.tables().files(snapshot).stream().map(file -> "'" + file.path() + "'").toList();
      assertThat(rows(files.toString()), is(List.of("ann|1|2|2", "bob|0|2|0")));
    }
  }

  @Test
  void rowsOfAViewAreATable() {
    int code =
        JobMain.run(
            new BackfillJob(StoreAddress::redis),
            "--definitions=" + folder.resolve("shop.yaml"),
            "--history=orders=" + table("orders"),
            "--views=user_orders@1",
            "--output=" + table("rows"),
            "--runner=DirectRunner");
    assertThat(code, is(0));
    assertThat(Lake.tables().files(table("rows")), hasSize(1));
  }

  @Test
  void aTrainingSetOverAnUnknownSnapshotIsRefused() throws IOException {
    TrainingSets.Result result =
        sets.run("--history=orders=" + table("orders") + "@snapshot=7", "--spine=x.csv");
    assertThat(result.code(), is(JobMain.FAILED));
    assertThat(result.text(), containsString("has no snapshot 7"));
    sets.nothingIsLeft();
  }
}
