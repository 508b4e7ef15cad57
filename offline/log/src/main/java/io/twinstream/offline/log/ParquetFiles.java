package io.twinstream.offline.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.LocalInputFile;

/** Opens Parquet files without Hadoop's file systems and configuration. */
final class ParquetFiles {
  private ParquetFiles() {}

  static ParquetFileReader open(Path file) {
    try {
      ParquetReadOptions options =
          ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
      return ParquetFileReader.open(new LocalInputFile(file), options);
    } catch (IOException | RuntimeException e) {
      throw damaged(file.toString(), e);
    }
  }

  static HistoryException damaged(String file, Exception cause) {
    return new HistoryException(
        file + " is no complete Parquet file (" + cause.getMessage() + "); fetch or write it again",
        cause);
  }

  /** How many rows a file has. */
  static long rows(Path file) throws IOException {
    try (ParquetFileReader reader = open(file)) {
      return reader.getRecordCount();
    }
  }

  /** One split per row group. */
  static List<HistorySplit> splits(String origin, Path file) {
    try (ParquetFileReader reader = open(file)) {
      List<HistorySplit> splits = new ArrayList<>();
      for (BlockMetaData group : reader.getRowGroups()) {
        int index = splits.size();
        splits.add(
            new HistorySplit(
                file.toString(), origin, "", index, index + 1, group.getCompressedSize()));
      }
      return splits;
    } catch (IOException e) {
      throw damaged(file.toString(), e);
    }
  }
}
