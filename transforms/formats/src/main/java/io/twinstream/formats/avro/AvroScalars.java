package io.twinstream.formats.avro;

import io.twinstream.features.decode.EventBuilder;
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

  AvroOp of(Schema schema, int[] slots) {
    LogicalType logical = schema.getLogicalType();
    String name = logical == null ? "" : logical.getName();
    return switch (schema.getType()) {
      case STRING ->
          in -> {
            int length = in.length();
            int from = in.skip(length);
            for (int slot : slots) {
              to.utf8(slot, in.bytes(), from, length);
            }
          };
      case BYTES -> bytes(logical, slots);
      case FIXED -> fixed(schema, logical, slots);
      case ENUM -> symbols(schema.getEnumSymbols().toArray(String[]::new), slots);
      case BOOLEAN ->
          in -> {
            boolean value = in.bool();
            for (int slot : slots) {
              to.booleanValue(slot, value);
            }
          };
      case INT ->
          name.equals("date")
              ? in -> local(slots, in.int32() * MILLIS_PER_DAY)
              : in -> integer(slots, in.int32());
      case LONG -> longs(name, slots);
      case FLOAT ->
          in -> {
            float value = in.float32();
            for (int slot : slots) {
              to.floatValue(slot, value);
            }
          };
      case DOUBLE ->
          in -> {
            double value = in.float64();
            for (int slot : slots) {
              to.doubleValue(slot, value);
            }
          };
      default -> throw new IllegalArgumentException(schema.getType() + " is no scalar");
    };
  }

  private AvroOp symbols(String[] symbols, int[] slots) {
    return in -> {
      String symbol = symbols[in.index(symbols.length)];
      for (int slot : slots) {
        to.text(slot, symbol);
      }
    };
  }

  private AvroOp longs(String name, int[] slots) {
    return switch (name) {
      case "timestamp-millis" -> in -> instant(slots, in.signed());
      case "timestamp-micros" -> in -> instant(slots, Math.floorDiv(in.signed(), 1_000L));
      case "timestamp-nanos" -> in -> instant(slots, Math.floorDiv(in.signed(), 1_000_000L));
      case "local-timestamp-millis" -> in -> local(slots, in.signed());
      case "local-timestamp-micros" -> in -> local(slots, Math.floorDiv(in.signed(), 1_000L));
      case "local-timestamp-nanos" -> in -> local(slots, Math.floorDiv(in.signed(), 1_000_000L));
      default -> in -> integer(slots, in.signed());
    };
  }

  private void integer(int[] slots, long value) {
    for (int slot : slots) {
      to.longValue(slot, value);
    }
  }

  private void instant(int[] slots, long millis) {
    for (int slot : slots) {
      to.instantValue(slot, millis);
    }
  }

  private void local(int[] slots, long millis) {
    for (int slot : slots) {
      to.localTimeValue(slot, millis);
    }
  }

  private AvroOp bytes(LogicalType logical, int[] slots) {
    if (logical instanceof LogicalTypes.Decimal decimal) {
      return in -> decimal(in, in.length(), decimal.getScale(), slots);
    }
    return in -> {
      int length = in.length();
      byte[] value = in.region(in.skip(length), length);
      for (int slot : slots) {
        to.bytesValue(slot, value);
      }
    };
  }

  private AvroOp fixed(Schema schema, LogicalType logical, int[] slots) {
    int size = schema.getFixedSize();
    if (logical instanceof LogicalTypes.Decimal decimal) {
      return in -> decimal(in, size, decimal.getScale(), slots);
    }
    if (logical != null && logical.getName().equals("uuid") && size == UUID_SIZE) {
      return in -> {
        ByteBuffer value = ByteBuffer.wrap(in.bytes(), in.skip(size), size);
        String text = new UUID(value.getLong(), value.getLong()).toString();
        for (int slot : slots) {
          to.text(slot, text);
        }
      };
    }
    return in -> {
      byte[] value = in.region(in.skip(size), size);
      for (int slot : slots) {
        to.bytesValue(slot, value);
      }
    };
  }

  private void decimal(AvroInput in, int length, int scale, int[] slots) {
    int from = in.skip(length);
    byte[] all = in.bytes();
    in.require(length > 0, "a decimal has no digits");
    in.require(length <= MAX_DECIMAL, "a decimal has more than 1,000 digits");
    if (length <= Long.BYTES) {
      long unscaled = all[from];
      for (int i = 1; i < length; i++) {
        unscaled = unscaled << 8 | (all[from + i] & 0xFF);
      }
      for (int slot : slots) {
        to.decimalValue(slot, unscaled, scale);
      }
      return;
    }
    BigDecimal value = new BigDecimal(new BigInteger(all, from, length), scale);
    for (int slot : slots) {
      to.decimalValue(slot, value);
    }
  }
}
