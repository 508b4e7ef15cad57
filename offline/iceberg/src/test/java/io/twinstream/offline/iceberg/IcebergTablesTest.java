package io.twinstream.offline.iceberg;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.load.Definitions;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.history.HistoryReader;
import io.twinstream.offline.log.history.SpineColumns;
import io.twinstream.offline.log.lake.Lake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads tables that Iceberg's own library has written, as histories and spines. */
class IcebergTablesTest {
  private static final OffsetDateTime NOON = OffsetDateTime.parse("2026-03-01T12:00:00Z");
  private static final Schema ORDERS =
      new Schema(
          NestedField.optional(1, "id", Types.StringType.get()),
          NestedField.optional(2, "user", Types.StringType.get()),
          NestedField.optional(3, "amount", Types.LongType.get()),
          NestedField.optional(4, "at", Types.TimestampType.withZone()));

  @TempDir Path folder;

  private Source source;

  @BeforeEach
  void define() throws IOException {
    Path definitions = Files.createDirectories(folder.resolve("definitions"));
    Files.writeString(
        definitions.resolve("shop.yaml"),
        """
        project: shop
        sources:
          orders:
            topic: orders
            event_time: at
            event_id: id
            fields: {id: string, user: string, amount: long, coupon: string, at: timestamp}
        entities:
          user: {key: user}
        views:
          spend@1:
            entity: user
            source: orders
            aggregations:
              - {name: amount_1h, function: sum, field: amount, windows: [1h]}
        """);
    source = Definitions.load(definitions).source("orders");
  }

  private LakeTable orders(PartitionSpec partitions) {
    return LakeTable.inFolder(folder.resolve("warehouse/orders"), ORDERS, partitions);
  }

  private String name() {
    return "iceberg:" + folder.resolve("warehouse/orders");
  }

  private static Map<String, Object> order(String id, long amount) {
    Map<String, Object> row = new HashMap<>();
    row.put("id", id);
    row.put("user", "u");
    row.put("amount", amount);
    row.put("at", NOON.plusSeconds(amount));
    return row;
  }

  /** Returns {@code id=amount} of all events. */
  private List<String> read(String path) {
    List<String> rows = new ArrayList<>();
    HistoryReader.of(source, Set.of("user"), 1 << 20)
        .forEachEvent(path, event -> rows.add(event.id() + "=" + amount(event)));
    rows.sort(null);
    return rows;
  }

  private String amount(Event event) {
    int slot = source.schema().slot("amount");
    return event.isNull(slot) ? "null" : String.valueOf(event.bits(slot));
  }

  @Test
  void rowsOfTheCurrentSnapshotAreEvents() throws IOException {
    LakeTable table = orders(PartitionSpec.unpartitioned());
    table.append(order("a", 1), order("b", 2));
    table.append(order("c", 3));
    assertThat(read(name()), contains("a=1", "b=2", "c=3"));
  }

  @Test
  void aPinnedNameReadsTheSameRowsAfterTheTableHasChanged() throws IOException {
    LakeTable table = orders(PartitionSpec.unpartitioned());
    long first = table.append(order("a", 1));
    String pinned = Lake.pinned(name());
    List<HistoryInputSplit> splits = HistoryFiles.splits(source, List.of(pinned));
    table.append(order("b", 2));
    assertThat(pinned, is(name() + "@snapshot=" + first));
    assertThat(Lake.pinned(pinned), is(pinned));
    assertThat(read(pinned), contains("a=1"));
    assertThat(
        HistoryFiles.splits(source, List.of(pinned)).stream()
            .map(HistoryInputSplit::origin)
            .toList(),
        equalTo(splits.stream().map(HistoryInputSplit::origin).toList()));
    assertThat(read(name()), contains("a=1", "b=2"));
  }

  @Test
  void aTagIsPinnedToItsSnapshot() throws IOException {
    LakeTable table = orders(PartitionSpec.unpartitioned());
    long first = table.append(order("a", 1));
    table.table.manageSnapshots().createTag("audit", first).commit();
    table.append(order("b", 2));
    assertThat(Lake.pinned(name() + "@ref=audit"), is(name() + "@snapshot=" + first));
    assertThat(read(name() + "@ref=audit"), contains("a=1"));
  }

  @Test
  void anUnknownOrExpiredSnapshotIsRefusedWithThoseThatExist() throws IOException {
    LakeTable table = orders(PartitionSpec.unpartitioned());
    long first = table.append(order("a", 1));
    long second = table.append(order("b", 2));
    table.table.expireSnapshots().expireSnapshotId(first).commit();
    for (String selected : List.of("@snapshot=" + first, "@snapshot=77", "@ref=audit")) {
      HistoryException e = assertThrows(HistoryException.class, () -> read(name() + selected));
      assertThat(
          e.getMessage(),
          allOf(
              containsString("was expired"),
              containsString(String.valueOf(second)),
              containsString("'main'")));
    }
  }

  @Test
  void aTableWithoutASnapshotIsAnEmptyHistory() {
    orders(PartitionSpec.unpartitioned());
    String pinned = Lake.pinned(name());
    assertThat(pinned, is(name() + "@snapshot=none"));
    assertThat(read(pinned), is(empty()));
    HistoryException e =
        assertThrows(HistoryException.class, () -> SpineColumns.of(pinned, Format.PARQUET));
    assertThat(e.getMessage(), containsString("has no rows"));
  }

  @Test
  void aRenamedColumnKeepsItsValuesAndANewOneHasNoneOfThoseOfADroppedOne() throws IOException {
    LakeTable table = orders(PartitionSpec.unpartitioned());
    Map<String, Object> old = order("a", 1);
    table.append(old);
    // The two columns exchange their names; the old "amount" is dropped and added again.
    table.table.updateSchema().renameColumn("amount", "price").commit();
    table.table.updateSchema().addColumn("amount", Types.LongType.get()).commit();
    assertThat(read(Lake.pinned(name())), contains("a=null"));
    Map<String, Object> next = order("b", 2);
    next.put("price", 20L);
    table.append(next);
    assertThat(read(name()), contains("a=null", "b=2"));
    SpineColumns columns = SpineColumns.of(name(), Format.PARQUET);
    assertThat(columns.types().keySet(), contains("id", "user", "price", "at", "amount"));
    assertThat(columns.everywhere(), contains("id", "user", "price", "at"));
    table.table.updateSchema().deleteColumn("amount").commit();
    table.table.updateSchema().renameColumn("price", "amount").commit();
    assertThat(read(name()), contains("a=1", "b=20"));
  }

  @Test
  void anAddedColumnThatIsMappedIsNullInOlderFiles() throws IOException {
    LakeTable table = orders(PartitionSpec.unpartitioned());
    table.append(order("a", 1));
    table.table.updateSchema().addColumn("coupon", Types.StringType.get()).commit();
    Map<String, Object> next = order("b", 2);
    next.put("coupon", "SPRING");
    table.append(next);
    List<String> coupons = new ArrayList<>();
    int slot = source.schema().slot("coupon");
    HistoryReader.of(source, Set.of("user"), 1 << 20)
        .forEachEvent(name(), event -> coupons.add(event.id() + event.isNull(slot)));
    coupons.sort(null);
    assertThat(coupons, contains("atrue", "bfalse"));
  }

  @Test
  void rowsOfAllPartitionsAreRead() throws IOException {
    LakeTable table = orders(PartitionSpec.builderFor(ORDERS).identity("user").day("at").build());
    Map<String, Object> other = order("b", 2);
    other.put("user", "v");
    table.append(order("a", 1), other, order("c", 100_000));
    assertThat(read(name()), contains("a=1", "b=2", "c=100000"));
    table.table.updateSpec().removeField("user").commit();
    table.append(order("d", 4));
    assertThat(read(name()), contains("a=1", "b=2", "c=100000", "d=4"));
  }

  @Test
  void deletedRowsAreLeftOut() throws IOException {
    LakeTable table = orders(PartitionSpec.unpartitioned());
    long before = table.append(order("a", 1), order("b", 2), order("c", 3), order("d", 4));
    table.delete(0, 2);
    assertThat(read(name()), contains("b=2", "d=4"));
    table.delete(3);
    assertThat(read(name()), contains("b=2"));
    table.append(order("e", 5));
    assertThat(read(name()), contains("b=2", "e=5"));
    assertThat(read(name() + "@snapshot=" + before), contains("a=1", "b=2", "c=3", "d=4"));
  }

  @Test
  void rowsInADeletionVectorAreLeftOut() throws IOException {
    LakeTable table =
        LakeTable.inFolder(
            folder.resolve("warehouse/orders"), ORDERS, PartitionSpec.unpartitioned(), 3);
    long before = table.append(order("a", 1), order("b", 2), order("c", 3));
    table.deleteByVector(0, 2);
    assertThat(read(name()), contains("b=2"));
    assertThat(read(name() + "@snapshot=" + before), contains("a=1", "b=2", "c=3"));
  }

  @Test
  void rowsThatAreDeletedByTheirValuesAreRefused() throws IOException {
    LakeTable table = orders(PartitionSpec.unpartitioned());
    long before = table.append(order("a", 1));
    table.deleteWhere("id", "a");
    HistoryException e = assertThrows(HistoryException.class, () -> read(name()));
    assertThat(e.getMessage(), allOf(containsString("by their values"), containsString("rewrite")));
    assertThat(read(name() + "@snapshot=" + before), contains("a=1"));
  }

  @Test
  void aMissingTableAndAWrongNameAreRefused() {
    HistoryException missing =
        assertThrows(HistoryException.class, () -> read("iceberg:" + folder + "/no/table"));
    assertThat(missing.getMessage(), containsString("no Iceberg table at " + folder));
    for (String wrong : List.of("iceberg:table", "iceberg:/a/b@snap=1", "iceberg:/a@snapshot=x")) {
      IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> read(wrong));
      assertThat(e.getMessage(), containsString("iceberg:CATALOG/NAMESPACE.TABLE"));
    }
    IllegalArgumentException catalog =
        assertThrows(IllegalArgumentException.class, () -> read("iceberg:prod/shop.orders"));
    assertThat(catalog.getMessage(), containsString("TWINSTREAM_ICEBERG__PROD__URI"));
  }
}
