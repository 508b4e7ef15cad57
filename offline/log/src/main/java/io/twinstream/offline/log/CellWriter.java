package io.twinstream.offline.log;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;

/** Where the values of one column go: one call for each row. */
final class CellWriter {
  private final ColumnWriter out;
  private final int present;

  CellWriter(ColumnDescriptor column, ColumnWriter out) {
    this.out = out;
    this.present = column.getMaxDefinitionLevel();
  }

  void nothing() {
    out.writeNull(0, present - 1);
  }

  void bytes(byte[] value) {
    out.write(Binary.fromConstantByteArray(value), 0, present);
  }

  void int32(int value) {
    out.write(value, 0, present);
  }

  void int64(long value) {
    out.write(value, 0, present);
  }

  void float64(double value) {
    out.write(value, 0, present);
  }

  void truth(boolean value) {
    out.write(value, 0, present);
  }
}
