package io.twinstream.formats.protobuf;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.twinstream.features.decode.EventBuilder;
import io.twinstream.formats.Shape;
import io.twinstream.formats.Slots;
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

  ProtoOp of(FieldDescriptor field, int[] each) {
    Slots slots = new Slots(to, each);
    return switch (field.getType()) {
      case INT32 -> in -> slots.integer((int) in.varint());
      case INT64 -> in -> slots.integer(in.varint());
      case UINT32 -> in -> slots.integer(in.varint() & 0xFFFF_FFFFL);
      case UINT64 -> in -> slots.unsigned(in.varint());
      case SINT32 -> in -> slots.integer(zigzag32((int) in.varint()));
      case SINT64 -> in -> slots.integer(in.signed());
      case FIXED32 -> in -> slots.integer(in.fixed32() & 0xFFFF_FFFFL);
      case SFIXED32 -> in -> slots.integer(in.fixed32());
      case FIXED64 -> in -> slots.unsigned(in.littleFixed64());
      case SFIXED64 -> in -> slots.integer(in.littleFixed64());
      case BOOL -> in -> slots.truth(in.varint() != 0);
      case ENUM -> symbols(field.getEnumType(), slots);
      case FLOAT -> in -> slots.number(Float.intBitsToFloat(in.fixed32()));
      case DOUBLE -> in -> slots.number(Double.longBitsToDouble(in.littleFixed64()));
      case STRING ->
          in -> {
            int length = in.length();
            int from = in.skip(length);
            slots.utf8(in.bytes(), from, length);
          };
      case BYTES ->
          in -> {
            int length = in.length();
            slots.bytes(in.region(in.skip(length), length));
          };
      case MESSAGE, GROUP -> throw new IllegalArgumentException(field + " is no scalar");
    };
  }

  /** Sets the value that a field without presence has where it is not written. */
  Runnable implicit(FieldDescriptor field, int[] each) {
    Slots slots = new Slots(to, each);
    return switch (field.getType()) {
      case BOOL -> () -> slots.truth(false);
      case ENUM -> {
        String first = String.valueOf(field.getEnumType().findValueByNumber(0));
        yield () -> slots.text(first);
      }
      case STRING, BYTES, MESSAGE, GROUP -> () -> {};
      default -> () -> slots.integer(0);
    };
  }

  private static int zigzag32(int value) {
    return (value >>> 1) ^ -(value & 1);
  }

  private ProtoOp symbols(EnumDescriptor type, Slots slots) {
    Map<Integer, String> names = new HashMap<>();
    for (EnumValueDescriptor value : type.getValues()) {
      names.putIfAbsent(value.getNumber(), value.getName());
    }
    return in -> {
      int number = (int) in.varint();
      String name = names.get(number);
      if (name != null) {
        slots.text(name);
      } else {
        slots.unfit("the number %d, which %s does not name".formatted(number, type.getName()));
      }
    };
  }
}
