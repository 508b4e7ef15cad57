package io.twinstream.offline.models.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/** Iterates over the fields of a protocol buffers message without copying them. */
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
   * @throws IllegalArgumentException if the bytes are not a message
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
      throw new IllegalArgumentException(
          "not an ONNX file: the bytes are not a protocol buffers message");
    }
    return true;
  }

  /** Returns the number of the current field, if it has bytes: text, a message, packed numbers. */
  int bytesOf() {
    return (tag & 7) == LENGTH ? tag >>> 3 : 0;
  }

  /** Returns the number of the current field, if it is a whole number. */
  int numberOf() {
    return (tag & 7) == VARINT ? tag >>> 3 : 0;
  }

  long number() {
    return number;
  }

  Fields message() {
    return new Fields(bytes, from, at);
  }

  /** Returns an iterator that starts at the beginning of this message. */
  Fields again() {
    return new Fields(bytes, start, end);
  }

  String text() {
    byte[] text = new byte[at - from];
    bytes.get(from, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** Passes on the message as little-endian whole numbers with a width in bytes. */
  void forEachFixed(int width, LongConsumer to) {
    ByteBuffer in = bytes.slice(at, end - at).order(ByteOrder.LITTLE_ENDIAN);
    while (in.remaining() >= width) {
      to.accept(width == Integer.BYTES ? in.getInt() : in.getLong());
    }
  }

  /** Passes on the whole numbers that are packed into the rest of this message. */
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
    throw new IllegalArgumentException(
        "not an ONNX file: the bytes are not a protocol buffers message");
  }
}
