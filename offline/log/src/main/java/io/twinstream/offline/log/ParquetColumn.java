package io.twinstream.offline.log;

import io.twinstream.features.event.EventBuilder;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;

/** A flat column of a Parquet file, with its value in the current row. */
abstract class ParquetColumn {
  final ColumnDescriptor descriptor;
  private ColumnReader reader;
  private boolean present;

  ParquetColumn(ColumnDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  final String name() {
    return descriptor.getPath()[0];
  }

  /** Begins with a row group. */
  final void start(ColumnReadStore store) {
    reader = store.getColumnReader(descriptor);
  }

  /** Moves to the next row. */
  final void advance() {
    present = reader.getCurrentDefinitionLevel() == descriptor.getMaxDefinitionLevel();
    if (present) {
      load(reader);
    }
    reader.consume();
  }

  final boolean isNull() {
    return !present;
  }

  /** Takes the value out of the reader. */
  abstract void load(ColumnReader reader);

  /** Hands the value, which is not null, to a field. */
  abstract void feed(EventBuilder builder, int slot);

  /** The value, which is not null, for people. */
  abstract Object value();
}
