package io.twinstream.formats.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.twinstream.features.decode.EventBuilder;
import io.twinstream.formats.Shape;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;

/** Messages that are values: times, wrapped scalars and decimals. */
final class KnownMessages {
  static final String TIMESTAMP = "google.protobuf.Timestamp";
  static final String DECIMAL = "confluent.type.Decimal";
  private static final Set<String> WRAPPERS =
      Set.of(
          "google.protobuf.DoubleValue",
          "google.protobuf.FloatValue",
          "google.protobuf.Int64Value",
          "google.protobuf.UInt64Value",
          "google.protobuf.Int32Value",
          "google.protobuf.UInt32Value",
          "google.protobuf.BoolValue",
          "google.protobuf.StringValue",
          "google.protobuf.BytesValue");

  /** Seconds of the years 1 to 9999, beyond which a time is out of range anyway. */
  private static final long MAX_SECONDS = 1L << 40;

  private static final int MAX_SCALE = 1_000;

  /** 1,000 digits, as in JSON; the time to read more grows with their square. */
  private static final int MAX_DECIMAL = 416;

  private final EventBuilder to;
  private final ProtoScalars scalars;

  KnownMessages(EventBuilder to, ProtoScalars scalars) {
    this.to = to;
    this.scalars = scalars;
  }

  /** Returns the shape of the values of a message; null if it is an object. */
  static Shape shape(Descriptor type) {
    return switch (type.getFullName()) {
      case TIMESTAMP -> Shape.INSTANT;
      case DECIMAL -> Shape.NUMBER;
      default ->
          WRAPPERS.contains(type.getFullName())
              ? ProtoScalars.shape(type.findFieldByNumber(1))
              : null;
    };
  }

  /** Reads a message that is a value, with its length before it. */
  ProtoOp of(Descriptor type, int[] slots) {
    return switch (type.getFullName()) {
      case TIMESTAMP -> in -> timestamp(in, slots);
      case DECIMAL -> in -> decimal(in, slots);
      default -> wrapper(type.findFieldByNumber(1), slots);
    };
  }

  private void timestamp(ProtoInput in, int[] slots) {
    int end = in.end();
    long seconds = 0;
    int nanos = 0;
    while (in.at() < end) {
      int tag = in.tag();
      if (tag == (1 << 3 | ProtoInput.VARINT)) {
        seconds = in.varint();
      } else if (tag == (2 << 3 | ProtoInput.VARINT)) {
        nanos = (int) in.varint();
      } else {
        in.skipField(tag);
      }
    }
    in.require(in.at() == end, "a field is longer than its message");
    long within = Math.max(-MAX_SECONDS, Math.min(MAX_SECONDS, seconds));
    long millis = within * 1_000 + Math.floorDiv(nanos, 1_000_000);
    for (int slot : slots) {
      to.instantValue(slot, millis);
    }
  }

  private void decimal(ProtoInput in, int[] slots) {
    int end = in.end();
    byte[] unscaled = {};
    int scale = 0;
    while (in.at() < end) {
      int tag = in.tag();
      if (tag == (1 << 3 | ProtoInput.BYTES)) {
        int length = in.length();
        in.require(length <= MAX_DECIMAL, "a decimal has more than 1,000 digits");
        unscaled = in.region(in.skip(length), length);
      } else if (tag == (3 << 3 | ProtoInput.VARINT)) {
        scale = (int) in.varint();
      } else {
        in.skipField(tag);
      }
    }
    in.require(in.at() == end, "a field is longer than its message");
    in.require(Math.abs((long) scale) <= MAX_SCALE, "the scale of a decimal is too large");
    BigInteger value = unscaled.length == 0 ? BigInteger.ZERO : new BigInteger(unscaled);
    for (int slot : slots) {
      to.decimalValue(slot, new BigDecimal(value, scale));
    }
  }

  private ProtoOp wrapper(FieldDescriptor field, int[] slots) {
    int wanted = 1 << 3 | ProtoScalars.wire(field.getType());
    ProtoOp value = scalars.of(field, slots);
    Runnable absent = scalars.implicit(field, slots);
    return in -> {
      int end = in.end();
      boolean found = false;
      while (in.at() < end) {
        int tag = in.tag();
        if (tag != wanted) {
          in.skipField(tag);
        } else if (found) {
          throw Repeated.VALUE;
        } else {
          value.read(in);
          found = true;
        }
      }
      in.require(in.at() == end, "a field is longer than its message");
      if (!found) {
        absent.run();
      }
    };
  }
}
