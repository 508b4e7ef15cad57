package io.twinstream.offline.log.parquet;

import io.twinstream.features.decode.EventBuilder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** Creates the columns that a field can be read from, by Parquet type. */
public final class ParquetColumns {
  private static final long MILLIS_PER_DAY = 86_400_000;
  private static final int JULIAN_DAY_OF_1970 = 2_440_588;

  private ParquetColumns() {}

  /** Returns the column; null if no field can be read from its type. */
  public static ParquetColumn of(ColumnDescriptor descriptor) {
    boolean nested = descriptor.getMaxRepetitionLevel() > 0 || descriptor.getPath().length > 1;
    return nested ? null : leaf(descriptor);
  }

  /** Returns the column of a leaf, which may be nested; null if no field can be read from it. */
  static ParquetColumn leaf(ColumnDescriptor descriptor) {
    PrimitiveType type = descriptor.getPrimitiveType();
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case INT32, INT64 -> ofInteger(descriptor, logical);
      case INT96 -> new Int96(descriptor);
      case BOOLEAN -> new Truth(descriptor);
      case FLOAT -> new Single(descriptor);
      case DOUBLE -> new Binary64(descriptor);
      case BINARY, FIXED_LEN_BYTE_ARRAY -> ofBytes(descriptor, logical);
    };
  }

  /** Returns the column in the form in which it is kept, which exists for every type. */
  public static ParquetColumn kept(Type type, List<ColumnDescriptor> leaves, Type written) {
    if (KeptCells.of(type) == KeptCells.NESTED) {
      return new NestedColumn(
          leaves, written.isRepetition(type.getRepetition()) ? 0 : 1 /* null, beside */);
    }
    ParquetColumn column = of(leaves.get(0));
    if (column != null) {
      return column;
    }
    return switch (KeptCells.of(type)) {
      case INT32, INT64 -> new WholeColumns.Int(leaves.get(0), false);
      default -> new Text(leaves.get(0), false);
    };
  }

  private static ParquetColumn ofInteger(ColumnDescriptor column, LogicalTypeAnnotation logical) {
    if (logical instanceof TimestampLogicalTypeAnnotation time) {
      return new WholeColumns.Time(
          column, KeptTypes.perMilli(time.getUnit()), 1, time.isAdjustedToUTC());
    }
    if (logical instanceof DateLogicalTypeAnnotation) {
      return new WholeColumns.Time(column, 1, MILLIS_PER_DAY, false);
    }
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return new WholeColumns.SmallDecimal(column, decimal.getScale());
    }
    boolean known = logical == null || logical instanceof IntLogicalTypeAnnotation;
    boolean unsigned = logical instanceof IntLogicalTypeAnnotation integer && !integer.isSigned();
    return known ? new WholeColumns.Int(column, unsigned) : null;
  }

  private static ParquetColumn ofBytes(ColumnDescriptor column, LogicalTypeAnnotation logical) {
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return new LargeDecimal(column, decimal.getScale());
    }
    boolean fixed =
        column.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
    return fixed ? null : new Text(column, logical == null);
  }

  /** Nanoseconds of the day and Julian day: instants of old versions of Spark and Impala. */
  private static final class Int96 extends ParquetColumn {
    private byte[] bytes = {};
    private long millis;

    Int96(ColumnDescriptor descriptor) {
      super(descriptor);
    }

    @Override
    void load(ColumnReader reader) {
      bytes = reader.getBinary().getBytes();
      ByteBuffer parts = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      long day = parts.getInt(Long.BYTES) - JULIAN_DAY_OF_1970;
      millis = day * MILLIS_PER_DAY + Math.floorDiv(parts.getLong(0), 1_000_000L);
    }

    @Override
    public void feed(EventBuilder builder, int slot) {
      builder.instantValue(slot, millis);
    }

    @Override
    void keep(EventBuilder builder, int slot) {
      builder.keep(slot, KeptText.of(bytes));
    }

    @Override
    public Object value() {
      return Instant.ofEpochMilli(millis).toString();
    }
  }

  private static final class Truth extends ParquetColumn {
    private boolean truth;

    Truth(ColumnDescriptor descriptor) {
      super(descriptor);
    }

    @Override
    void load(ColumnReader reader) {
      truth = reader.getBoolean();
    }

    @Override
    public void feed(EventBuilder builder, int slot) {
      builder.booleanValue(slot, truth);
    }

    @Override
    void keep(EventBuilder builder, int slot) {
      builder.keep(slot, truth ? 1 : 0);
    }

    @Override
    public Object value() {
      return truth;
    }
  }

  private static final class Single extends ParquetColumn {
    private float number;

    Single(ColumnDescriptor descriptor) {
      super(descriptor);
    }

    @Override
    void load(ColumnReader reader) {
      number = reader.getFloat();
    }

    @Override
    public void feed(EventBuilder builder, int slot) {
      builder.floatValue(slot, number);
    }

    @Override
    void keep(EventBuilder builder, int slot) {
      builder.keep(slot, Double.doubleToRawLongBits(number));
    }

    @Override
    public Object value() {
      return number;
    }
  }

  private static final class Binary64 extends ParquetColumn {
    private double number;

    Binary64(ColumnDescriptor descriptor) {
      super(descriptor);
    }

    @Override
    void load(ColumnReader reader) {
      number = reader.getDouble();
    }

    @Override
    public void feed(EventBuilder builder, int slot) {
      builder.doubleValue(slot, number);
    }

    @Override
    void keep(EventBuilder builder, int slot) {
      builder.keep(slot, Double.doubleToRawLongBits(number));
    }

    @Override
    public Object value() {
      return number;
    }
  }

  private static final class LargeDecimal extends ParquetColumn {
    private final int scale;
    private byte[] bytes = {};
    private BigDecimal number;

    LargeDecimal(ColumnDescriptor descriptor, int scale) {
      super(descriptor);
      this.scale = scale;
    }

    @Override
    void load(ColumnReader reader) {
      bytes = reader.getBinary().getBytes();
      number = new BigDecimal(new BigInteger(bytes), scale);
    }

    @Override
    public void feed(EventBuilder builder, int slot) {
      builder.decimalValue(slot, number);
    }

    @Override
    void keep(EventBuilder builder, int slot) {
      builder.keep(slot, KeptText.of(bytes));
    }

    @Override
    public Object value() {
      return number;
    }
  }

  public static final class Text extends ParquetColumn {
    private byte[] utf8 = {};
    private byte[] lastUtf8 = {};
    private String lastText = "";

    /** Whether the column may be of bytes that are no text. */
    private final boolean raw;

    Text(ColumnDescriptor descriptor, boolean raw) {
      super(descriptor);
      this.raw = raw;
    }

    @Override
    void load(ColumnReader reader) {
      utf8 = reader.getBinary().getBytes();
    }

    @Override
    public void feed(EventBuilder builder, int slot) {
      if (raw) {
        builder.bytesValue(slot, utf8);
      } else {
        builder.utf8(slot, utf8);
      }
    }

    @Override
    void keep(EventBuilder builder, int slot) {
      builder.keep(slot, KeptText.of(utf8));
    }

    /** Returns the same string object for consecutive rows with equal text. */
    public String text() {
      if (!Arrays.equals(utf8, lastUtf8)) {
        lastUtf8 = utf8;
        lastText = new String(utf8, StandardCharsets.UTF_8);
      }
      return lastText;
    }

    @Override
    public Object value() {
      return text();
    }
  }
}
