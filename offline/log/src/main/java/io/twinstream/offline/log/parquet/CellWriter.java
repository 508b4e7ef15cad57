package io.twinstream.offline.log.parquet;

import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;

/** Writes the values of one column: one call per row, unless the column is nested. */
public final class CellWriter {
  private final List<ColumnDescriptor> columns;
  private final List<ColumnWriter> writers;
  private final ColumnWriter out;
  private final int present;

  /**
   * @param columns the leaves of the column; a flat column has one
   */
  CellWriter(List<ColumnDescriptor> columns, List<ColumnWriter> writers) {
    this.columns = columns;
    this.writers = writers;
    this.out = writers.get(0);
    this.present = columns.get(0).getMaxDefinitionLevel();
  }

  void nothing() {
    for (int leaf = 0; leaf < writers.size(); leaf++) {
      writers.get(leaf).writeNull(0, 0);
    }
  }

  int leaves() {
    return writers.size();
  }

  ColumnWriter writer(int leaf) {
    return writers.get(leaf);
  }

  ColumnDescriptor column(int leaf) {
    return columns.get(leaf);
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

  void float32(float value) {
    out.write(value, 0, present);
  }

  void float64(double value) {
    out.write(value, 0, present);
  }

  void truth(boolean value) {
    out.write(value, 0, present);
  }
}
