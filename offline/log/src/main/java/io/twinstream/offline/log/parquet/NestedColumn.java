package io.twinstream.offline.log.parquet;

import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.decode.EventBuilder;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;

/**
 * A column of lists, maps or structures. It is kept as {@link NestedCells}, from which fields with
 * a path are read.
 */
class NestedColumn extends ParquetColumn {
  private final List<ColumnDescriptor> leaves;
  private final int more;
  private final List<ColumnReader> readers = new ArrayList<>();
  private ByteWriter out = new ByteWriter(64);

  /**
   * @param more how many more definition levels it is written with
   */
  NestedColumn(List<ColumnDescriptor> leaves, int more) {
    super(leaves.get(0));
    this.leaves = leaves;
    this.more = more;
  }

  @Override
  public void start(ColumnReadStore store) {
    readers.clear();
    leaves.forEach(leaf -> readers.add(store.getColumnReader(leaf)));
  }

  @Override
  public void advance() {
    out = new ByteWriter(64);
    for (int i = 0; i < leaves.size(); i++) {
      NestedCells.read(leaves.get(i), more, readers.get(i), out);
    }
  }

  /** Returns the values of the leaves in the current row. */
  final byte[] cells() {
    return out.toByteArray();
  }

  @Override
  public boolean isNull() {
    return false;
  }

  @Override
  void keep(EventBuilder builder, int slot) {
    builder.keep(slot, KeptText.ofBytes(out.toByteArray()));
  }

  @Override
  void load(ColumnReader reader) {
    throw new IllegalStateException("a nested column has many values");
  }

  @Override
  public void feed(EventBuilder builder, int slot) {
    throw new IllegalStateException("no field is read from a nested column");
  }

  @Override
  public Object value() {
    return "";
  }
}
