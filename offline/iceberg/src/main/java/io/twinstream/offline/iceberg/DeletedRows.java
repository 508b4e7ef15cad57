package io.twinstream.offline.iceberg;

import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.file.ParquetFiles;
import io.twinstream.offline.log.history.ParquetRows;
import io.twinstream.offline.log.parquet.ParquetColumns;
import io.twinstream.offline.log.parquet.WholeColumns;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * Finds the numbers of the deleted rows of data files: from position delete files, and from the
 * deletion vectors of the third version of the format.
 */
final class DeletedRows {
  private static final String FILE = "file_path";
  private static final String ROW = "pos";

  private final FileIO io;

  /** By delete file and data file. */
  private final Map<String, Map<String, long[]>> rows = new HashMap<>();

  DeletedRows(FileIO io) {
    this.io = io;
  }

  /**
   * Returns the numbers, sorted.
   *
   * @throws HistoryException if rows are deleted in a form that cannot be read
   */
  long[] of(FileScanTask task) {
    LongStream all = LongStream.empty();
    for (DeleteFile deletes : task.deletes()) {
      if (deletes.content() == FileContent.EQUALITY_DELETES) {
        throw refused(deletes, "deletes rows by their values");
      }
      all = LongStream.concat(all, Arrays.stream(rows(deletes, task.file().location())));
    }
    return all.sorted().distinct().toArray();
  }

  private long[] rows(DeleteFile deletes, String dataFile) {
    if (deletes.format() == FileFormat.PUFFIN) {
      return vector(deletes);
    }
    if (deletes.format() != FileFormat.PARQUET) {
      throw refused(deletes, "is an " + deletes.format() + " file");
    }
    return rows.computeIfAbsent(deletes.location(), DeletedRows::positions)
        .getOrDefault(dataFile, new long[0]);
  }

  private static Map<String, long[]> positions(String location) {
    Map<String, LongStream.Builder> found = new HashMap<>();
    for (HistoryInputSplit group : ParquetFiles.splits(location, NioFiles.path(location))) {
      try (ParquetRows rows = ParquetRows.open(group)) {
        rows.select(Set.of(FILE, ROW)::contains);
        var file = (ParquetColumns.Text) rows.column(FILE);
        var row = (WholeColumns.Whole) rows.column(ROW);
        while (rows.next()) {
          found.computeIfAbsent(file.text(), f -> LongStream.builder()).add(row.bits);
        }
      }
    }
    Map<String, long[]> positions = new HashMap<>();
    found.forEach((file, numbers) -> positions.put(file, numbers.build().toArray()));
    return positions;
  }

  private long[] vector(DeleteFile deletes) {
    byte[] bytes = new byte[Math.toIntExact(deletes.contentSizeInBytes())];
    try (SeekableInputStream in = io.newInputFile(deletes.location()).newStream()) {
      in.seek(deletes.contentOffset());
      if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw new HistoryException(deletes.location() + " is cut; fetch it again");
      }
    } catch (IOException e) {
      throw new HistoryException("cannot read " + deletes.location() + ": " + e.getMessage(), e);
    }
    LongStream.Builder numbers = LongStream.builder();
    PositionDeleteIndex.deserialize(bytes, deletes).forEach(numbers::add);
    return numbers.build().toArray();
  }

  private static HistoryException refused(DeleteFile deletes, String what) {
    return new HistoryException(
        deletes.location()
            + " "
            + what
            + ", which cannot be read; rewrite the table's data files, such as with"
            + " rewrite_data_files of Spark, or name a snapshot before the deletes");
  }
}
