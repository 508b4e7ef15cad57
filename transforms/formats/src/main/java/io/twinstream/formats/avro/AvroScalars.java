package io.twinstream.formats.avro;

import io.twinstream.features.decode.EventBuilder;
import io.twinstream.formats.Slots;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Compiles scalar schemas to operations that set fields, with the meaning of logical types. */
final class AvroScalars {
  private static final long MILLIS_PER_DAY = 86_400_000;
  private static final int UUID_SIZE = 16;

  /** 1,000 digits, as in JSON; the time to read more grows with their square. */
  private static final int MAX_DECIMAL = 416;

  private final EventBuilder to;

  AvroScalars(EventBuilder to) {
    this.to = to;
  }

  AvroOp of(Schema schema, int[] each) {
    Slots slots = new Slots(to, each);
    LogicalType logical = schema.getLogicalType();
    String name = logical == null ? "" : logical.getName();
    return switch (schema.getType()) {
      case STRING ->
          in -> {
            int length = in.length();
            int from = in.skip(length);
            slots.utf8(in.bytes(), from, length);
          };
      case BYTES -> bytes(logical, slots);
      case FIXED -> fixed(schema, logical, slots);
      case ENUM -> symbols(schema.getEnumSymbols().toArray(String[]::new), slots);
      case BOOLEAN -> in -> slots.truth(in.bool());
      case INT ->
          name.equals("date")
              ? in -> slots.local(in.int32() * MILLIS_PER_DAY)
              : in -> slots.integer(in.int32());
      case LONG -> longs(name, slots);
      case FLOAT -> in -> slots.number(in.float32());
      case DOUBLE -> in -> slots.number(in.float64());
      default -> throw new IllegalArgumentException(schema.getType() + " is no scalar");
    };
  }

  private AvroOp symbols(String[] symbols, Slots slots) {
    return in -> slots.text(symbols[in.index(symbols.length)]);
  }

  private AvroOp longs(String name, Slots slots) {
    return switch (name) {
      case "timestamp-millis" -> in -> slots.instant(in.signed());
      case "timestamp-micros" -> in -> slots.instant(Math.floorDiv(in.signed(), 1_000L));
      case "timestamp-nanos" -> in -> slots.instant(Math.floorDiv(in.signed(), 1_000_000L));
      case "local-timestamp-millis" -> in -> slots.local(in.signed());
      case "local-timestamp-micros" -> in -> slots.local(Math.floorDiv(in.signed(), 1_000L));
      case "local-timestamp-nanos" -> in -> slots.local(Math.floorDiv(in.signed(), 1_000_000L));
      default -> in -> slots.integer(in.signed());
    };
  }

  private AvroOp bytes(LogicalType logical, Slots slots) {
    if (logical instanceof LogicalTypes.Decimal decimal) {
      return in -> decimal(in, in.length(), decimal.getScale(), slots);
    }
    return in -> {
      int length = in.length();
      slots.bytes(in.region(in.skip(length), length));
    };
  }

  private AvroOp fixed(Schema schema, LogicalType logical, Slots slots) {
    int size = schema.getFixedSize();
    if (logical instanceof LogicalTypes.Decimal decimal) {
      return in -> decimal(in, size, decimal.getScale(), slots);
    }
    if (logical != null && logical.getName().equals("uuid") && size == UUID_SIZE) {
      return in -> {
        ByteBuffer value = ByteBuffer.wrap(in.bytes(), in.skip(size), size);
        String text = new UUID(value.getLong(), value.getLong()).toString();
        slots.text(text);
      };
    }
    return in -> slots.bytes(in.region(in.skip(size), size));
  }

  private void decimal(AvroInput in, int length, int scale, Slots slots) {
    int from = in.skip(length);
    byte[] all = in.bytes();
    in.require(length > 0, "a decimal has no digits");
    in.require(length <= MAX_DECIMAL, "a decimal has more than 1,000 digits");
    if (length <= Long.BYTES) {
      long unscaled = all[from];
      for (int i = 1; i < length; i++) {
        unscaled = unscaled << 8 | (all[from + i] & 0xFF);
      }
      slots.decimal(unscaled, scale);
      return;
    }
    slots.decimal(new BigDecimal(new BigInteger(all, from, length), scale));
  }
}
