package io.twinstream.offline.log.parquet;

import io.twinstream.features.decode.EventBuilder;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.Type;

/** A column of a Parquet file, with its value in the current row. */
public abstract class ParquetColumn {
  final ColumnDescriptor descriptor;
  private ColumnReader reader;
  private boolean present;

  /**
   * Whether its values can be kept. If not, it should have none, because other files have another
   * type.
   */
  private boolean fits = true;

  ParquetColumn(ColumnDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  public final String name() {
    return descriptor.getPath()[0];
  }

  /** Starts a row group. */
  public void start(ColumnReadStore store) {
    reader = store.getColumnReader(descriptor);
  }

  /** Moves to the next row. */
  public void advance() {
    present = reader.getCurrentDefinitionLevel() == descriptor.getMaxDefinitionLevel();
    if (present) {
      load(reader);
    }
    reader.consume();
  }

  public boolean isNull() {
    return !present;
  }

  /** Reads the value from the reader. */
  abstract void load(ColumnReader reader);

  /** Sets a field to the value, which must not be null. */
  public abstract void feed(EventBuilder builder, int slot);

  /** Sets the type as which values are kept; it may be wider than the file's. */
  public void keepAs(Type type, Type written) {
    fits = KeptTypes.widening(type, written).isPresent();
  }

  /** Keeps the value, which must not be null, unchanged. */
  public final void handOn(EventBuilder builder, int slot) {
    if (fits) {
      keep(builder, slot);
    } else {
      builder.unfit(slot, value() + ", whose type other files do not have");
    }
  }

  /** Keeps the value in the form of {@link KeptCells}. */
  abstract void keep(EventBuilder builder, int slot);

  /** Returns the value, which must not be null, for a reader. */
  public abstract Object value();
}
