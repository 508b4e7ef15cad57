package io.twinstream.pipelines.job;

import java.nio.file.Path;
import java.util.Map;

/** Where a job writes its rows: a folder, or a lake table. Readers see all rows or none. */
public interface JobOutput {
  /** Returns the folder that receives the files of the rows until they are complete. */
  Path whileWriting();

  /** Returns the numbers of the columns that the files must have, by name; empty for none. */
  default Map<String, Integer> columnIds() {
    return Map.of();
  }

  /**
   * Makes the rows visible.
   *
   * @return their name
   */
  String finish();

  /** Deletes them, unless they are complete. */
  void abandon();
}
