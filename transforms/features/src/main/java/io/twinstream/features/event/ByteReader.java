package io.twinstream.features.event;

import java.nio.charset.StandardCharsets;

/** Reads what {@link ByteWriter} wrote; running over the end throws IndexOutOfBoundsException. */
final class ByteReader {
  final byte[] bytes;
  int at;

  ByteReader(byte[] bytes) {
    this.bytes = bytes;
  }

  long unsigned() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = bytes[at++];
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than 64 bits");
  }

  long signed() {
    long value = unsigned();
    return (value >>> 1) ^ -(value & 1);
  }

  long fixed() {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value |= (bytes[at++] & 0xFFL) << (8 * i);
    }
    return value;
  }

  /** The length of a text that begins here. */
  int length() {
    long length = unsigned();
    if (length < 0 || length > bytes.length - at) {
      throw new IndexOutOfBoundsException("a text of " + length + " bytes");
    }
    return (int) length;
  }

  String text() {
    int length = length();
    at += length;
    return new String(bytes, at - length, length, StandardCharsets.UTF_8);
  }
}
