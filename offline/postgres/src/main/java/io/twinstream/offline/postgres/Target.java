package io.twinstream.offline.postgres;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** A table that rows are loaded into, within a transaction. */
interface Target {
  void begin() throws SQLException;

  /**
   * Loads the rows of some files of one date.
   *
   * @return the number of rows that are new or have a greater state than before
   */
  long take(List<Path> files) throws SQLException;

  void end() throws SQLException;

  /** Returns the number of rows of the files so far that PostgreSQL cannot store. */
  long leftOut();
}
