package io.twinstream.offline.models.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/** The fields of a message of protocol buffers, one after the other, without copies of them. */
final class Fields {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final ByteBuffer bytes;
  private final int start;
  private final int end;
  private int at;
  private int tag;
  private long number;
  private int from;

  private Fields(ByteBuffer bytes, int from, int end) {
    this.bytes = bytes;
    this.start = from;
    this.at = from;
    this.end = end;
  }

  static Fields of(ByteBuffer message) {
    return new Fields(message, 0, message.limit());
  }

  /**
   * Moves to the next field; false at the end.
   *
   * @throws IllegalArgumentException if that is no message
   */
  boolean next() {
    if (at == end) {
      return false;
    }
    tag = (int) varint();
    from = at;
    switch (tag & 7) {
      case VARINT -> number = varint();
      case FIXED64 -> at += Long.BYTES;
      case FIXED32 -> at += Integer.BYTES;
      case LENGTH -> {
        long length = varint();
        from = at;
        at = length < 0 || length > end - at ? Integer.MAX_VALUE : at + (int) length;
      }
      default -> at = Integer.MAX_VALUE;
    }
    if (at < 0 || at > end) {
      throw new IllegalArgumentException("not an ONNX file: no message of protocol buffers");
    }
    return true;
  }

  /** The number of the current field, if it has bytes: a text, a message, packed numbers. */
  int bytesOf() {
    return (tag & 7) == LENGTH ? tag >>> 3 : 0;
  }

  /** The number of the current field, if it is a whole number. */
  int numberOf() {
    return (tag & 7) == VARINT ? tag >>> 3 : 0;
  }

  long number() {
    return number;
  }

  Fields message() {
    return new Fields(bytes, from, at);
  }

  /** This message from its beginning. */
  Fields again() {
    return new Fields(bytes, start, end);
  }

  String text() {
    byte[] text = new byte[at - from];
    bytes.get(from, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** The message as so many little-endian whole numbers of a width in bytes. */
  void forEachFixed(int width, LongConsumer to) {
    ByteBuffer in = bytes.slice(at, end - at).order(ByteOrder.LITTLE_ENDIAN);
    while (in.remaining() >= width) {
      to.accept(width == Integer.BYTES ? in.getInt() : in.getLong());
    }
  }

  /** The whole numbers that are packed into the rest of this message. */
  void forEachNumber(LongConsumer to) {
    while (at < end) {
      to.accept(varint());
    }
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; at < end && shift < 64; shift += 7) {
      byte next = bytes.get(at++);
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("not an ONNX file: no message of protocol buffers");
  }
}
