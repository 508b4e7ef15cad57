package io.twinstream.offline.log.parquet;

import java.io.Serializable;
import java.util.Arrays;

/** How a data file of a table with numbered columns is read. */
public final class TableFile implements Serializable {
  private static final long serialVersionUID = 1;

  private final TableFields fields;
  private final long[] deleted;

  /**
   * @param fields the columns of the table
   * @param deleted the numbers of the file's rows that are not rows of the table any more, sorted
   */
  public TableFile(TableFields fields, long[] deleted) {
    this.fields = fields;
    this.deleted = deleted.clone();
  }

  public TableFields fields() {
    return fields;
  }

  /** Returns the first deleted row at or after a row; {@code Long.MAX_VALUE} for none. */
  public long nextDeleted(long row) {
    int at = Arrays.binarySearch(deleted, row);
    int next = at < 0 ? -at - 1 : at;
    return next < deleted.length ? deleted[next] : Long.MAX_VALUE;
  }
}
