package io.twinstream.offline.iceberg;

import io.twinstream.offline.log.table.Folders;

/** Puts all rows into the table's own folder. */
final class WholeTable implements Folders<Long> {
  private static final long serialVersionUID = 1;

  @Override
  public long number(Long row) {
    return 0;
  }

  @Override
  public String name(long number) {
    return "";
  }
}
