package io.twinstream.offline.log.lake;

import java.util.List;
import org.apache.parquet.schema.Type;

/** What a library for tables of a data lake implements; {@link Lake} finds it as a service. */
public interface LakeTables {
  /** Returns the name of a table with its snapshot. */
  String pin(String table);

  /** Returns the files of a snapshot, or of the current one, in a fixed order. */
  List<LakeFile> files(String table);

  /**
   * Begins to write a table. The rows replace those of the table, which an earlier run has written.
   *
   * @param kind what the rows are, which those of the table must be too
   * @param columns of the rows
   * @throws IllegalArgumentException if the table cannot hold them, or has other rows
   */
  LakeOutput output(String table, String kind, List<Type> columns);
}
