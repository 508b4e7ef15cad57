package io.twinstream.offline.log.lake;

import java.nio.file.Path;
import java.util.Map;

/** A snapshot that is being written. */
public interface LakeOutput {
  /** Returns the folder that receives its files; no reader sees them before the commit. */
  Path folder();

  /** Returns the numbers of the table's columns by name, which its files must have. */
  Map<String, Integer> columnIds();

  /**
   * Commits all Parquet files of the folder as the rows of the table.
   *
   * @return the snapshot, as a user names it
   */
  String commit();

  /** Deletes the files, unless they are committed. */
  void abandon();
}
