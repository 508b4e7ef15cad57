package io.twinstream.offline.log.file;

import io.twinstream.offline.log.parquet.TableFile;
import java.io.Serializable;
import java.util.Objects;

/**
 * An input split: a part of the history that is read separately, either a range of row groups of a
 * Parquet file or a whole text file.
 *
 * @param path the path of the file
 * @param origin the name of the file in positions: its path below the requested folder, so that the
 *     same files in another place have the same positions
 * @param entry the file within a zip file; empty for other files
 * @param firstRowGroup the first row group of a Parquet file
 * @param endRowGroup after the last one; 0 for text files
 * @param bytes its approximate size
 * @param table how the file is read if it is one of a lake table; null for other files
 */
public record HistoryInputSplit(
    String path,
    String origin,
    String entry,
    int firstRowGroup,
    int endRowGroup,
    long bytes,
    TableFile table)
    implements Serializable {
  public HistoryInputSplit {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(entry, "entry");
  }

  /** A split of a file that is not one of a lake table. */
  public HistoryInputSplit(
      String path, String origin, String entry, int firstRowGroup, int endRowGroup, long bytes) {
    this(path, origin, entry, firstRowGroup, endRowGroup, bytes, null);
  }

  public boolean isParquet() {
    return endRowGroup > 0;
  }
}
