package io.twinstream.offline.iceberg;

import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.lake.LakeFile;
import io.twinstream.offline.log.lake.LakeOutput;
import io.twinstream.offline.log.lake.LakeTables;
import io.twinstream.offline.log.parquet.TableFields;
import io.twinstream.offline.log.parquet.TableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.parquet.schema.Type;

/** The tables of Iceberg, in folders and in catalogs. */
public final class IcebergTables implements LakeTables {
  /** How many snapshots an error lists. */
  private static final int LISTED = 5;

  private final OpenTables tables;

  /** With the catalogs of the environment. */
  public IcebergTables() {
    this(System.getenv());
  }

  IcebergTables(Map<String, String> environment) {
    this.tables = new OpenTables(new Catalogs(environment));
  }

  @Override
  public String pin(String table) {
    TableName name = TableName.of(table);
    return name.isPinned() ? table : Failures.of(name, () -> pin(name, tables.read(name)));
  }

  private static String pin(TableName name, Table table) {
    Snapshot snapshot = snapshot(name, table);
    if (snapshot == null) {
      return name.empty();
    }
    Schema own = SnapshotUtil.schemaFor(table, snapshot.snapshotId());
    boolean isCurrent = name.ref().isEmpty();
    return isCurrent && own.schemaId() != table.schema().schemaId()
        ? name.at(snapshot.snapshotId(), table.schema().schemaId())
        : name.at(snapshot.snapshotId());
  }

  /** Returns the snapshot of a name; null if the table has none yet. */
  private static Snapshot snapshot(TableName name, Table table) {
    if (name.isEmpty()) {
      return null;
    }
    Snapshot found;
    if (name.snapshot().isPresent()) {
      found = table.snapshot(name.snapshot().getAsLong());
    } else if (name.ref().isPresent()) {
      found = table.snapshot(name.ref().get());
    } else {
      return table.currentSnapshot();
    }
    if (found == null) {
      throw new HistoryException(
          "table %s has no snapshot %s: it never had it, or the snapshot was expired; it has %s"
              .formatted(
                  name.table(),
                  name.snapshot().isPresent()
                      ? String.valueOf(name.snapshot().getAsLong())
                      : "'" + name.ref().get() + "'",
                  snapshots(table)));
    }
    return found;
  }

  private static String snapshots(Table table) {
    List<String> newest =
        StreamSupport.stream(table.snapshots().spliterator(), false)
            .sorted(Comparator.comparingLong(Snapshot::timestampMillis).reversed())
            .limit(LISTED)
            .map(each -> each.snapshotId() + " of " + Instant.ofEpochMilli(each.timestampMillis()))
            .toList();
    String refs =
        table.refs().keySet().stream()
            .sorted()
            .map(ref -> "'" + ref + "'")
            .collect(Collectors.joining(", "));
    return newest.isEmpty() ? "none" : String.join(", ", newest) + ", and the references " + refs;
  }

  @Override
  public List<LakeFile> files(String table) {
    TableName name = TableName.of(table);
    return Failures.of(name, () -> files(name, tables.read(name)));
  }

  private static List<LakeFile> files(TableName name, Table table) {
    Snapshot snapshot = snapshot(name, table);
    if (snapshot == null) {
      return List.of();
    }
    Schema schema = schema(name, table, snapshot);
    DeletedRows deleted = new DeletedRows(table.io());
    Map<Integer, TableFields> fields = new HashMap<>();
    List<LakeFile> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
      for (FileScanTask task : tasks) {
        requireReadable(task.file());
        TableFields columns =
            fields.computeIfAbsent(
                task.spec().specId(), id -> Fields.of(table, schema, task.spec()));
        files.add(
            new LakeFile(
                origin(table, task.file().location()),
                NioFiles.path(task.file().location()),
                new TableFile(columns, deleted.of(task))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    files.sort(Comparator.comparing(LakeFile::origin));
    return files;
  }

  private static Schema schema(TableName name, Table table, Snapshot snapshot) {
    if (name.schema().isEmpty()) {
      return name.isPinned() || name.ref().isPresent()
          ? SnapshotUtil.schemaFor(table, snapshot.snapshotId())
          : table.schema();
    }
    Schema schema = table.schemas().get(name.schema().getAsInt());
    if (schema == null) {
      throw new HistoryException(
          "table %s has no schema %d; it has %s"
              .formatted(name.table(), name.schema().getAsInt(), table.schemas().keySet()));
    }
    return schema;
  }

  private static void requireReadable(DataFile file) {
    if (file.format() != FileFormat.PARQUET) {
      throw new HistoryException(
          ("%s is an %s file, and only Parquet can be read; rewrite the table's data files with"
                  + " write.format.default=parquet")
              .formatted(file.location(), file.format()));
    }
    if (file.keyMetadata() != null) {
      throw new HistoryException(
          file.location() + " is encrypted, which cannot be read; use a table without encryption");
    }
  }

  /** The same in every place that the table is copied to. */
  private static String origin(Table table, String file) {
    String folder = table.location().endsWith("/") ? table.location() : table.location() + "/";
    return file.startsWith(folder) ? file.substring(folder.length()) : file;
  }

  @Override
  public LakeOutput output(String table, String kind, List<Type> columns) {
    TableName name = TableName.of(table);
    if (name.isPinned() || name.ref().isPresent()) {
      throw new IllegalArgumentException(
          table + " names a snapshot, which cannot be written; name the table only");
    }
    return Failures.of(name, () -> ReplacedRows.begin(tables, name, kind, columns));
  }
}
