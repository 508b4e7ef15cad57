package io.twinstream.formats.protobuf;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.twinstream.features.decode.EventBuilder;
import io.twinstream.formats.Shape;
import java.util.HashMap;
import java.util.Map;

/** Compiles scalar types to operations that set fields. */
final class ProtoScalars {
  private final EventBuilder to;

  ProtoScalars(EventBuilder to) {
    this.to = to;
  }

  static int wire(FieldDescriptor.Type type) {
    return switch (type) {
      case INT32, INT64, UINT32, UINT64, SINT32, SINT64, BOOL, ENUM -> ProtoInput.VARINT;
      case FIXED32, SFIXED32, FLOAT -> ProtoInput.FIXED32;
      case FIXED64, SFIXED64, DOUBLE -> ProtoInput.FIXED64;
      case STRING, BYTES, MESSAGE -> ProtoInput.BYTES;
      case GROUP -> ProtoInput.START_GROUP;
    };
  }

  /** Returns the shape of the values of a field. */
  static Shape shape(FieldDescriptor field) {
    return switch (field.getType()) {
      case STRING, ENUM -> Shape.TEXT;
      case BYTES -> Shape.BYTES;
      case BOOL -> Shape.BOOLEAN;
      case FLOAT, DOUBLE -> Shape.NUMBER;
      case MESSAGE, GROUP -> Shape.OBJECT;
      default -> Shape.INTEGER;
    };
  }

  ProtoOp of(FieldDescriptor field, int[] slots) {
    return switch (field.getType()) {
      case INT32 -> in -> integer(slots, (int) in.varint());
      case INT64 -> in -> integer(slots, in.varint());
      case UINT32 -> in -> integer(slots, in.varint() & 0xFFFF_FFFFL);
      case UINT64 -> in -> unsigned(slots, in.varint());
      case SINT32 -> in -> integer(slots, zigzag32((int) in.varint()));
      case SINT64 -> in -> integer(slots, in.signed());
      case FIXED32 -> in -> integer(slots, in.fixed32() & 0xFFFF_FFFFL);
      case SFIXED32 -> in -> integer(slots, in.fixed32());
      case FIXED64 -> in -> unsigned(slots, in.littleFixed64());
      case SFIXED64 -> in -> integer(slots, in.littleFixed64());
      case BOOL -> in -> truth(slots, in.varint() != 0);
      case ENUM -> symbols(field.getEnumType(), slots);
      case FLOAT ->
          in -> {
            float value = Float.intBitsToFloat(in.fixed32());
            for (int slot : slots) {
              to.floatValue(slot, value);
            }
          };
      case DOUBLE ->
          in -> {
            double value = Double.longBitsToDouble(in.littleFixed64());
            for (int slot : slots) {
              to.doubleValue(slot, value);
            }
          };
      case STRING ->
          in -> {
            int length = in.length();
            int from = in.skip(length);
            for (int slot : slots) {
              to.utf8(slot, in.bytes(), from, length);
            }
          };
      case BYTES ->
          in -> {
            int length = in.length();
            byte[] value = in.region(in.skip(length), length);
            for (int slot : slots) {
              to.bytesValue(slot, value);
            }
          };
      case MESSAGE, GROUP -> throw new IllegalArgumentException(field + " is no scalar");
    };
  }

  /** Sets the value that a field without presence has where it is not written. */
  Runnable implicit(FieldDescriptor field, int[] slots) {
    return switch (field.getType()) {
      case BOOL -> () -> truth(slots, false);
      case ENUM -> {
        String first = String.valueOf(field.getEnumType().findValueByNumber(0));
        yield () -> text(slots, first);
      }
      case STRING, BYTES, MESSAGE, GROUP -> () -> {};
      default -> () -> integer(slots, 0);
    };
  }

  private static int zigzag32(int value) {
    return (value >>> 1) ^ -(value & 1);
  }

  private ProtoOp symbols(EnumDescriptor type, int[] slots) {
    Map<Integer, String> names = new HashMap<>();
    for (EnumValueDescriptor value : type.getValues()) {
      names.putIfAbsent(value.getNumber(), value.getName());
    }
    return in -> {
      int number = (int) in.varint();
      String name = names.get(number);
      if (name != null) {
        text(slots, name);
      } else {
        for (int slot : slots) {
          to.unfit(slot, "the number %d, which %s does not name".formatted(number, type.getName()));
        }
      }
    };
  }

  private void text(int[] slots, String value) {
    for (int slot : slots) {
      to.text(slot, value);
    }
  }

  private void truth(int[] slots, boolean value) {
    for (int slot : slots) {
      to.booleanValue(slot, value);
    }
  }

  private void integer(int[] slots, long value) {
    for (int slot : slots) {
      to.longValue(slot, value);
    }
  }

  private void unsigned(int[] slots, long value) {
    for (int slot : slots) {
      to.unsignedValue(slot, value);
    }
  }
}
