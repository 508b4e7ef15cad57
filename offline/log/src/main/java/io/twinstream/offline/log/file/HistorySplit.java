package io.twinstream.offline.log.file;

import java.io.Serializable;
import java.util.Objects;

/**
 * A part of the history that is read by itself: a run of row groups of a Parquet file, or a whole
 * text file.
 *
 * @param path where the file is
 * @param origin what positions call the file: its path below the directory that was asked for, so
 *     that the same files elsewhere have the same positions
 * @param entry the file within a zip file; empty for other files
 * @param firstRowGroup of Parquet
 * @param endRowGroup after the last one; 0 for text files
 * @param bytes about how large it is
 */
public record HistorySplit(
    String path, String origin, String entry, int firstRowGroup, int endRowGroup, long bytes)
    implements Serializable {
  public HistorySplit {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(entry, "entry");
  }

  public boolean isParquet() {
    return endRowGroup > 0;
  }
}
