package io.twinstream.formats.avro;

import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.format.BadPayload;

/**
 * The bytes of one record. Its nesting and the number of its elements are bounded, because elements
 * may need no bytes.
 */
final class AvroInput extends ByteReader {
  /** As deep as JSON may be. */
  private static final int MAX_DEPTH = 1_000;

  private int depth;
  private long elements;

  AvroInput(byte[] bytes, int from) {
    super(bytes);
    at(from);
    this.elements = bytes.length;
  }

  /** Begins a value with parts. */
  void enter() {
    if (++depth > MAX_DEPTH) {
      throw new BadPayload("nested deeper than " + MAX_DEPTH);
    }
  }

  void leave() {
    depth--;
  }

  /** Reads the length of bytes that follow. */
  int length() {
    long length = signed();
    require(length >= 0 && length <= bytes().length - at(), "a length is beyond the end");
    return (int) length;
  }

  /** Reads the index of a branch or symbol. */
  int index(int count) {
    long index = signed();
    require(index >= 0 && index < count, "there is no such branch or symbol");
    return (int) index;
  }

  /** Reads the number of elements of the next block of an array or map; 0 at its end. */
  long block() {
    long count = signed();
    if (count < 0) {
      count = -count;
      signed(); // the size of the block in bytes
    }
    elements -= count;
    require(count >= 0 && elements >= 0, "more elements than bytes");
    return count;
  }

  /**
   * Skips an array or map if its blocks tell their sizes; returns the elements of one that does
   * not.
   */
  long skipBlock() {
    long count = signed();
    while (count < 0) {
      long size = signed();
      require(size >= 0 && size <= bytes().length - at(), "a block is beyond the end");
      skip((int) size);
      count = signed();
    }
    elements -= count;
    require(elements >= 0, "more elements than bytes");
    return count;
  }

  int int32() {
    long value = signed();
    require(value == (int) value, "an int is too wide");
    return (int) value;
  }

  boolean bool() {
    int octet = octet();
    require(octet <= 1, "a boolean is neither 0 nor 1");
    return octet == 1;
  }

  float float32() {
    int from = skip(Float.BYTES);
    byte[] all = bytes();
    return Float.intBitsToFloat(
        (all[from] & 0xFF)
            | (all[from + 1] & 0xFF) << 8
            | (all[from + 2] & 0xFF) << 16
            | (all[from + 3] & 0xFF) << 24);
  }

  double float64() {
    return Double.longBitsToDouble(groups(bytes(), skip(Double.BYTES)));
  }
}
