package io.twinstream.offline.iceberg;

import io.twinstream.features.files.FileTree;
import io.twinstream.features.files.RemoteFiles;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.ParquetFiles;
import io.twinstream.offline.log.lake.LakeOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.events.CreateSnapshotEvent;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.parquet.schema.Type;

/**
 * The rows of a job, as a snapshot that replaces all rows of the table. So a job that runs again
 * doubles no row, and the rows of earlier runs stay readable by their snapshots.
 */
final class ReplacedRows implements LakeOutput {
  private static final String KIND = "twinstream.table";

  private final TableName name;
  private final Table table;

  /** Creates the table; null if it exists. */
  private final Transaction creation;

  private final String folder;
  private boolean committed;

  private ReplacedRows(TableName name, Table table, Transaction creation) {
    this.name = name;
    this.table = table;
    this.creation = creation;
    this.folder = table.locationProvider().newDataLocation("twinstream-" + UUID.randomUUID());
  }

  /**
   * Begins a snapshot of a table, which is created with it if there is none.
   *
   * @throws IllegalArgumentException if the table has rows of another origin
   */
  static ReplacedRows begin(OpenTables tables, TableName name, String kind, List<Type> columns) {
    Schema schema = FileSchema.of(columns);
    Optional<Table> found = tables.find(name);
    if (found.isEmpty()) {
      Transaction creation = tables.create(name, schema, Map.of(KIND, kind));
      return new ReplacedRows(name, creation.table(), creation);
    }
    Table table = found.get();
    require(name, table, kind);
    addColumns(name, table, schema);
    if (!table.properties().containsKey(KIND)) {
      table.updateProperties().set(KIND, kind).commit();
    }
    return new ReplacedRows(name, table, null);
  }

  private static void require(TableName name, Table table, String kind) {
    String before = table.properties().get(KIND);
    if (!kind.equals(before) && (before != null || table.currentSnapshot() != null)) {
      throw new IllegalArgumentException(
          "the rows of %s would be replaced, and they are %s, not %s; name another table"
              .formatted(
                  name.table(), before == null ? "not those of an earlier run" : before, kind));
    }
    if (table.spec().isPartitioned()) {
      throw new IllegalArgumentException(
          "%s is partitioned (%s), and rows are written without partitions; name another table"
              .formatted(name.table(), table.spec().fields()));
    }
  }

  private static void addColumns(TableName name, Table table, Schema schema) {
    try {
      UpdateSchema update = table.updateSchema().unionByNameWith(schema);
      if (!update.apply().sameSchema(table.schema())) {
        update.commit();
      }
    } catch (ValidationException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s has a column of another type: %s; name another table"
              .formatted(name.table(), e.getMessage()),
          e);
    }
  }

  @Override
  public Path folder() {
    return NioFiles.path(folder);
  }

  @Override
  public Map<String, Integer> columnIds() {
    Map<String, Integer> ids = new HashMap<>();
    table.schema().columns().forEach(column -> ids.put(column.name(), column.fieldId()));
    return ids;
  }

  @Override
  public String commit() {
    return Failures.of(name, this::commitFiles);
  }

  private String commitFiles() {
    OverwriteFiles overwrite = creation == null ? table.newOverwrite() : creation.newOverwrite();
    overwrite.overwriteByRowFilter(Expressions.alwaysTrue());
    try {
      for (Path file : files()) {
        overwrite.addFile(
            DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(folder + "/" + folder().relativize(file))
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(Files.size(file))
                .withRecordCount(ParquetFiles.rows(file))
                .build());
      }
      overwrite.commit();
      if (creation != null) {
        creation.commitTransaction();
      }
      committed = true;
    } catch (CommitStateUnknownException e) {
      committed = true; // perhaps, so the files must stay
      throw e;
    } catch (IOException e) {
      throw new HistoryException("cannot list " + folder + ": " + e.getMessage(), e);
    }
    return name.at(((CreateSnapshotEvent) overwrite.updateEvent()).snapshotId());
  }

  private List<Path> files() throws IOException {
    return RemoteFiles.of(folder()).isEmpty() && !Files.exists(folder())
        ? List.of()
        : FileTree.data(folder());
  }

  @Override
  public void abandon() {
    if (committed) {
      return;
    }
    try {
      Optional<RemoteFiles> remote = RemoteFiles.of(folder());
      if (remote.isPresent()) {
        remote.get().deleteBelow(folder());
      } else if (Files.exists(folder())) {
        try (Stream<Path> all = Files.walk(folder())) {
          for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(each);
          }
        }
      }
    } catch (IOException e) {
      throw new HistoryException("cannot delete " + folder + ": " + e.getMessage(), e);
    }
  }
}
