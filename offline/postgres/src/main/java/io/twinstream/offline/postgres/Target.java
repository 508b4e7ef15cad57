package io.twinstream.offline.postgres;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** A table that rows are loaded into, within a transaction. */
interface Target {
  void begin() throws SQLException;

  /**
   * Takes the rows of some files of one date.
   *
   * @return how many of them are new or greater than they were
   */
  long take(List<Path> files) throws SQLException;

  void end() throws SQLException;

  /** How many rows of the files PostgreSQL cannot hold, so far. */
  long leftOut();
}
