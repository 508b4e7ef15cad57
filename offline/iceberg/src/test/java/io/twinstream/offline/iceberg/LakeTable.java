package io.twinstream.offline.iceberg;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericAppenderFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;

/** A table that Iceberg's own library writes. */
final class LakeTable {
  final Table table;

  LakeTable(Table table) {
    this.table = table;
  }

  /** Creates a table in a folder, as Hadoop's tables are. */
  static LakeTable inFolder(Path folder, Schema schema, PartitionSpec partitions) {
    return inFolder(folder, schema, partitions, 2);
  }

  /** Creates a table of a version of the format. */
  static LakeTable inFolder(Path folder, Schema schema, PartitionSpec partitions, int version) {
    Map<String, String> properties = Map.of("format-version", String.valueOf(version));
    return new LakeTable(
        new HadoopTables(new Configuration())
            .create(schema, partitions, properties, folder.toString()));
  }

  /** Appends rows, by the names of the current columns, and returns the snapshot. */
  @SafeVarargs
  final long append(Map<String, Object>... rows) throws IOException {
    return append(table.schema(), rows);
  }

  @SafeVarargs
  private long append(Schema schema, Map<String, Object>... rows) throws IOException {
    var append = table.newAppend();
    write(schema, rows).forEach(append::appendFile);
    append.commit();
    return table.currentSnapshot().snapshotId();
  }

  /** Writes a data file per partition. */
  @SafeVarargs
  private List<DataFile> write(Schema schema, Map<String, Object>... rows) throws IOException {
    List<DataFile> files = new ArrayList<>();
    Map<PartitionKey, List<Record>> byPartition = new java.util.LinkedHashMap<>();
    InternalRecordWrapper wrapper = new InternalRecordWrapper(schema.asStruct());
    for (Map<String, Object> row : rows) {
      GenericRecord record = GenericRecord.create(schema);
      row.forEach(record::setField);
      PartitionKey key = new PartitionKey(table.spec(), schema);
      key.partition(wrapper.wrap(record));
      byPartition.computeIfAbsent(key, k -> new ArrayList<>()).add(record);
    }
    for (var partition : byPartition.entrySet()) {
      OutputFile out = table.io().newOutputFile(newFile(".parquet"));
      DataWriter<Record> writer =
          Parquet.writeData(out)
              .schema(schema)
              .createWriterFunc(GenericParquetWriter::create)
              .withSpec(table.spec())
              .withPartition(partition.getKey())
              .build();
      try (writer) {
        partition.getValue().forEach(writer::write);
      }
      files.add(writer.toDataFile());
    }
    return files;
  }

  private String newFile(String ending) {
    return table.locationProvider().newDataLocation(UUID.randomUUID() + ending);
  }

  /** Deletes rows of the only data file by their numbers. */
  void delete(long... rows) throws IOException {
    String file;
    try (var tasks = table.newScan().planFiles()) {
      file = tasks.iterator().next().file().location();
    }
    PositionDeleteWriter<Record> writer =
        Parquet.writeDeletes(table.io().newOutputFile(newFile("-deletes.parquet")))
            .overwrite()
            .withSpec(table.spec())
            .buildPositionWriter();
    try (writer) {
      for (long row : rows) {
        writer.write(PositionDelete.<Record>create().set(file, row));
      }
    }
    table.newRowDelta().addDeletes(writer.toDeleteFile()).commit();
  }

  /** Deletes rows of the only data file with a deletion vector. */
  void deleteByVector(long... rows) throws IOException {
    DataFile file;
    try (var tasks = table.newScan().planFiles()) {
      file = tasks.iterator().next().file();
    }
    var writer =
        new BaseDVFileWriter(
            OutputFileFactory.builderFor(table, 1, 1).format(FileFormat.PUFFIN).build(),
            path -> null);
    try (writer) {
      for (long row : rows) {
        writer.delete(file.location(), row, table.spec(), file.partition());
      }
    }
    var delta = table.newRowDelta();
    writer.result().deleteFiles().forEach(delta::addDeletes);
    delta.commit();
  }

  /** Deletes all rows with a value. */
  void deleteWhere(String column, Object value) throws IOException {
    Schema of = table.schema().select(column);
    var writer =
        new GenericAppenderFactory(
                table.schema(),
                table.spec(),
                new int[] {table.schema().findField(column).fieldId()},
                of,
                null)
            .newEqDeleteWriter(
                org.apache.iceberg.encryption.EncryptedFiles.plainAsEncryptedOutput(
                    table.io().newOutputFile(newFile("-deletes.parquet"))),
                FileFormat.PARQUET,
                null);
    try (writer) {
      GenericRecord record = GenericRecord.create(of);
      record.setField(column, value);
      writer.write(record);
    }
    DeleteFile deletes = writer.toDeleteFile();
    table.newRowDelta().addDeletes(deletes).commit();
  }
}
