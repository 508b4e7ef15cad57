package io.twinstream.offline.log.file;

import io.twinstream.features.files.FilePaths;
import io.twinstream.offline.log.parquet.NumberedColumns;
import io.twinstream.offline.log.parquet.RemoteFile;
import io.twinstream.offline.log.parquet.TableFile;
import io.twinstream.offline.log.parquet.UnknownTypes;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;

/** Opens Parquet files without Hadoop's file systems and configuration. */
public final class ParquetFiles {
  private ParquetFiles() {}

  public static ParquetFileReader open(Path file) {
    try {
      return open(FilePaths.isLocal(file) ? new LocalInputFile(file) : new RemoteFile(file));
    } catch (IOException | RuntimeException e) {
      try {
        Optional<InputFile> readable = UnknownTypes.dropped(file);
        if (readable.isPresent()) {
          return open(readable.get());
        }
      } catch (IOException | RuntimeException other) {
        e.addSuppressed(other);
      }
      throw damaged(file.toString(), e);
    }
  }

  /**
   * Opens a file whose columns have the names that its table gives them.
   *
   * @param table null for a file with names of its own
   */
  public static ParquetFileReader open(Path file, TableFile table) {
    try {
      Optional<InputFile> renamed =
          table == null ? Optional.empty() : NumberedColumns.of(file, table.fields());
      if (renamed.isPresent()) {
        return open(renamed.get());
      }
    } catch (IOException | RuntimeException e) {
      throw damaged(file.toString(), e);
    }
    return open(file);
  }

  private static ParquetFileReader open(InputFile file) throws IOException {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
    return ParquetFileReader.open(file, options);
  }

  public static HistoryException damaged(String file, Exception cause) {
    if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
      return new HistoryException(
          file
              + " no longer exists: it was deleted or compacted meanwhile; read again"
              + " from the start (a live job's log keeps replaced files for --log-keep)",
          cause);
    }
    if (cause instanceof FileSystemException) {
      return new HistoryException("cannot read " + cause.getMessage(), cause);
    }
    String message = String.valueOf(cause.getMessage());
    if (message.contains("Required field 'codec' was not present")) {
      return unsupported(file, "an unknown codec", cause);
    }
    Optional<String> other = FileEndings.otherFormat(file);
    if (other.isPresent()) {
      return new HistoryException(file + other.get(), cause);
    }
    return new HistoryException(
        file
            + " is not a complete Parquet file ("
            + cause.getMessage()
            + "); fetch or write it again",
        cause);
  }

  /** Creates the exception for a complete file with a compression that cannot be read. */
  public static HistoryException unsupported(String file, String compression, Exception cause) {
    return new HistoryException(
        file
            + " is compressed with "
            + compression
            + ", which cannot be read; write it again with zstd, snappy, gzip or none",
        cause);
  }

  /** Returns the number of rows of a file. */
  public static long rows(Path file) throws IOException {
    try (ParquetFileReader reader = open(file)) {
      return reader.getRecordCount();
    }
  }

  /** Returns one split per row group with rows; some writers leave row groups empty. */
  public static List<HistoryInputSplit> splits(String origin, Path file) {
    return splits(origin, file, null);
  }

  /**
   * Returns the splits of a file of a lake table.
   *
   * @param table null for other files
   */
  public static List<HistoryInputSplit> splits(String origin, Path file, TableFile table) {
    try (ParquetFileReader reader = open(file, table)) {
      List<HistoryInputSplit> splits = new ArrayList<>();
      List<BlockMetaData> groups = reader.getRowGroups();
      for (int i = 0; i < groups.size(); i++) {
        if (groups.get(i).getRowCount() > 0) {
          splits.add(
              new HistoryInputSplit(
                  file.toString(), origin, "", i, i + 1, groups.get(i).getCompressedSize(), table));
        }
      }
      return splits;
    } catch (IOException e) {
      throw damaged(file.toString(), e);
    }
  }
}
