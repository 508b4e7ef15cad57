package io.twinstream.formats.protobuf;

import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.format.BadPayload;

/** The bytes of one record. */
final class ProtoInput extends ByteReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int START_GROUP = 3;
  static final int END_GROUP = 4;
  static final int FIXED32 = 5;

  /** As Protobuf's own. */
  private static final int MAX_DEPTH = 100;

  ProtoInput(byte[] bytes, int from) {
    super(bytes);
    at(from);
  }

  /** Reads the number of a field and the encoding of its value. */
  int tag() {
    long tag = varint();
    require(tag == (tag & 0xFFFF_FFFFL) && tag >>> 3 != 0, "a field has no number");
    return (int) tag;
  }

  /** Reads the length of bytes that follow. */
  int length() {
    long length = varint();
    require(length >= 0 && length <= bytes().length - at(), "a length is beyond the end");
    return (int) length;
  }

  /** Reads the length of bytes that follow, and returns where they end. */
  int end() {
    int length = length();
    return at() + length;
  }

  int fixed32() {
    int from = skip(Integer.BYTES);
    byte[] all = bytes();
    return (all[from] & 0xFF)
        | (all[from + 1] & 0xFF) << 8
        | (all[from + 2] & 0xFF) << 16
        | (all[from + 3] & 0xFF) << 24;
  }

  long littleFixed64() {
    return groups(bytes(), skip(Long.BYTES));
  }

  /** Skips the value of a field. */
  void skipField(int tag) {
    skipField(tag, 0);
  }

  private void skipField(int tag, int depth) {
    switch (tag & 7) {
      case VARINT -> skipVarint();
      case FIXED64 -> skip(Long.BYTES);
      case BYTES -> skip(length());
      case FIXED32 -> skip(Integer.BYTES);
      case START_GROUP -> {
        if (depth == MAX_DEPTH) {
          throw new BadPayload("nested deeper than " + MAX_DEPTH);
        }
        int end = (tag & ~7) | END_GROUP;
        for (int next = tag(); next != end; next = tag()) {
          skipField(next, depth + 1);
        }
      }
      default -> throw new BadPayload("a field has the unknown encoding " + (tag & 7));
    }
  }
}
