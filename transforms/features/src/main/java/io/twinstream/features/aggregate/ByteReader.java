package io.twinstream.features.aggregate;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Reads what {@link ByteWriter} writes; damaged bytes are refused, never read past. */
final class ByteReader {
  private final byte[] bytes;
  private int at;
  private long newest;
  private long resolution = 1;

  ByteReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Sets what {@link #time} counts from. */
  void times(long newest, long resolution) {
    this.newest = newest;
    this.resolution = resolution;
  }

  boolean atEnd() {
    return at == bytes.length;
  }

  void require(boolean condition, String problem) {
    if (!condition) {
      throw new StateFormatException("damaged state: " + problem + ", before byte " + at);
    }
  }

  int octet() {
    require(at < bytes.length, "it ends too early");
    return bytes[at++] & 0xFF;
  }

  long fixed64() {
    require(bytes.length - at >= Long.BYTES, "it ends too early");
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | (bytes[at++] & 0xFF);
    }
    return value;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int group = octet();
      value |= (long) (group & 0x7F) << shift;
      if (group < 0x80) {
        require(shift < 63 || group <= 1, "an integer is too wide");
        return value;
      }
    }
    throw new StateFormatException("damaged state: an integer is too wide, before byte " + at);
  }

  long signed() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  long time() {
    return newest - varint() * resolution;
  }

  BigInteger wide() {
    BigInteger zigzag = BigInteger.ZERO;
    for (int shift = 0; shift < 210; shift += 7) {
      int group = octet();
      zigzag = zigzag.or(BigInteger.valueOf(group & 0x7F).shiftLeft(shift));
      if (group < 0x80) {
        BigInteger half = zigzag.shiftRight(1);
        return zigzag.testBit(0) ? half.not() : half;
      }
    }
    throw new StateFormatException("damaged state: a sum is too wide, before byte " + at);
  }

  /** Whether the next integer, of any width, is short enough for {@link #signed}. */
  boolean wideIsLong() {
    int end = at;
    while (end < bytes.length && bytes[end] < 0) {
      end++;
    }
    return end - at < 9;
  }

  /** A count of things that take at least {@code width} bytes each. */
  int count(long limit, int width) {
    long n = varint();
    require(n >= 0 && n <= limit && n <= (bytes.length - at) / width, "a count is too large");
    return (int) n;
  }

  String text() {
    int length = count(Integer.MAX_VALUE, 1);
    String value = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return value;
  }
}
