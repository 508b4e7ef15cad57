package io.twinstream.offline.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

/** Writes one Parquet file, which is complete and on disk when it can be seen. */
final class PartFile {
  private PartFile() {}

  /**
   * Writes under a hidden name, syncs, and renames, over a file of the same name if there is one.
   */
  static <R> void write(
      Path file, List<TableColumn<R>> columns, Map<String, String> metadata, List<R> rows)
      throws IOException {
    Path directory = file.getParent();
    Files.createDirectories(directory);
    Path hidden = directory.resolve(UnfinishedFiles.name(file));
    try {
      try (ParquetWriter<R> writer = new Builder<>(hidden, columns, metadata).build()) {
        for (R row : rows) {
          writer.write(row);
        }
      }
      sync(hidden, StandardOpenOption.WRITE);
      Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync(directory, StandardOpenOption.READ);
    } finally {
      Files.deleteIfExists(hidden);
    }
  }

  /** Of a directory: its entries, so that the rename is durable too. */
  private static void sync(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }

  private static final class Builder<R> extends ParquetWriter.Builder<R, Builder<R>> {
    private final Rows<R> rows;

    Builder(Path path, List<TableColumn<R>> columns, Map<String, String> metadata) {
      super(new LocalOutputFile(path));
      this.rows = new Rows<>(columns, metadata);
      withConf(new PlainParquetConfiguration());
      // Against dictionaries and the first page format: 2.3 times as fast and a fifth smaller here.
      withCompressionCodec(CompressionCodecName.ZSTD);
      withWriterVersion(WriterVersion.PARQUET_2_0);
      withDictionaryEncoding(false);
    }

    @Override
    protected Builder<R> self() {
      return this;
    }

    @Override
    protected WriteSupport<R> getWriteSupport(Configuration configuration) {
      return rows;
    }

    @Override
    protected WriteSupport<R> getWriteSupport(ParquetConfiguration configuration) {
      return rows;
    }
  }

  private static final class Rows<R> extends WriteSupport<R> {
    private final List<TableColumn<R>> columns;
    private final WriteContext context;
    private RecordConsumer out;
    private CellWriter[] cells;

    Rows(List<TableColumn<R>> columns, Map<String, String> metadata) {
      this.columns = columns;
      this.context =
          new WriteContext(
              new MessageType("row", columns.stream().map(TableColumn::type).toList()), metadata);
    }

    @Override
    public WriteContext init(Configuration configuration) {
      return context;
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
      return context;
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
      out = recordConsumer;
      cells = new CellWriter[columns.size()];
      for (int i = 0; i < cells.length; i++) {
        cells[i] = new CellWriter(columns.get(i).name(), i, out);
      }
    }

    @Override
    public void write(R row) {
      out.startMessage();
      for (int i = 0; i < cells.length; i++) {
        columns.get(i).cell().write(row, cells[i]);
      }
      out.endMessage();
    }
  }
}
