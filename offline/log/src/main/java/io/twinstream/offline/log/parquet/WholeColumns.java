package io.twinstream.offline.log.parquet;

import io.twinstream.features.decode.EventBuilder;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.function.LongUnaryOperator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** Columns of 32 or 64 bits: integers, small decimals and times. */
public final class WholeColumns {
  private WholeColumns() {}

  /** A column of 32 or 64 bits. */
  public abstract static class Whole extends ParquetColumn {
    private final boolean isInt32;
    private LongUnaryOperator widening;
    public long bits;

    Whole(ColumnDescriptor descriptor) {
      super(descriptor);
      this.isInt32 =
          descriptor.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT32;
    }

    @Override
    void load(ColumnReader reader) {
      bits = isInt32 ? reader.getInteger() : reader.getLong();
    }

    @Override
    public void keepAs(Type type, Type written) {
      super.keepAs(type, written);
      widening = KeptTypes.widening(type, written).orElse(null);
    }

    @Override
    void keep(EventBuilder builder, int slot) {
      try {
        builder.keep(slot, widening.applyAsLong(bits));
      } catch (ArithmeticException e) {
        builder.unfit(slot, value() + ", which does not fit into the type of other files");
      }
    }
  }

  static final class Int extends Whole {
    private final long mask;
    private final boolean isUnsigned64;

    Int(ColumnDescriptor descriptor, boolean unsigned) {
      super(descriptor);
      boolean isInt64 =
          descriptor.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT64;
      this.mask = unsigned && !isInt64 ? 0xFFFF_FFFFL : -1L;
      this.isUnsigned64 = unsigned && isInt64;
    }

    @Override
    public void feed(EventBuilder builder, int slot) {
      if (isUnsigned64 && bits < 0) {
        builder.decimalValue(slot, new BigDecimal(Long.toUnsignedString(bits)));
      } else {
        builder.longValue(slot, bits & mask);
      }
    }

    @Override
    public Object value() {
      return isUnsigned64 ? new BigDecimal(Long.toUnsignedString(bits)) : (Object) (bits & mask);
    }
  }

  static final class SmallDecimal extends Whole {
    private final int scale;

    SmallDecimal(ColumnDescriptor descriptor, int scale) {
      super(descriptor);
      this.scale = scale;
    }

    @Override
    public void feed(EventBuilder builder, int slot) {
      builder.decimalValue(slot, bits, scale);
    }

    @Override
    public Object value() {
      return BigDecimal.valueOf(bits, scale);
    }
  }

  /** Instants, and local times, whose zone the mapping determines. */
  public static final class Time extends Whole {
    private final long divisor;
    private final long factor;
    private final boolean instant;

    Time(ColumnDescriptor descriptor, long divisor, long factor, boolean instant) {
      super(descriptor);
      this.divisor = divisor;
      this.factor = factor;
      this.instant = instant;
    }

    /** Returns milliseconds since 1970. */
    public long millis() {
      return Math.floorDiv(bits, divisor) * factor;
    }

    @Override
    public void feed(EventBuilder builder, int slot) {
      if (instant) {
        builder.instantValue(slot, millis());
      } else {
        builder.localTimeValue(slot, millis());
      }
    }

    @Override
    public Object value() {
      String utc = Instant.ofEpochMilli(millis()).toString();
      return instant ? utc : utc.substring(0, utc.length() - 1);
    }
  }
}
