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

  /** Whether its values are kept; if not, it should have none: other files have another type. */
  private boolean fits = true;

  ParquetColumn(ColumnDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  public final String name() {
    return descriptor.getPath()[0];
  }

  /** Begins with a row group. */
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

  /** Takes the value out of the reader. */
  abstract void load(ColumnReader reader);

  /** Hands the value, which is not null, to a field. */
  public abstract void feed(EventBuilder builder, int slot);

  /** Sets the type that values are kept for, which may be a wider one than the file's. */
  public void keepAs(Type type, Type written) {
    fits = KeptTypes.widening(type, written).isPresent();
  }

  /** Hands the value, which is not null, on as it is. */
  public final void handOn(EventBuilder builder, int slot) {
    if (fits) {
      keep(builder, slot);
    } else {
      builder.unfit(slot, value() + ", of a type that other files do not have");
    }
  }

  /** See {@link KeptCells}. */
  abstract void keep(EventBuilder builder, int slot);

  /** The value, which is not null, for people. */
  public abstract Object value();
}
