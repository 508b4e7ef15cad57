package io.twinstream.features.aggregate;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the primitives of the state codec. Every value has exactly one form.
 *
 * <p>Variable-length integers are little endian groups of seven bits; signed ones are zigzag coded
 * (0, -1, 1, -2, ...). Times are written as the distance, in units of the resolution, back from the
 * newest event.
 */
final class ByteWriter {
  private final long newest;
  private final long resolution;
  private byte[] bytes = new byte[256];
  private int size;

  ByteWriter(long newest, long resolution) {
    this.newest = newest;
    this.resolution = resolution;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  void octet(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  void fixed64(long value) {
    reserve(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  /** An unsigned 64-bit integer, 1 to 10 bytes. */
  void varint(long value) {
    reserve(10);
    while ((value & ~0x7FL) != 0) {
      bytes[size++] = (byte) (value | 0x80);
      value >>>= 7;
    }
    bytes[size++] = (byte) value;
  }

  void signed(long value) {
    varint((value << 1) ^ (value >> 63));
  }

  void time(long ts) {
    varint((newest - ts) / resolution);
  }

  /** An integer of any width, in the form of {@link #wide(BigInteger)}. */
  void wide(long value) {
    signed(value);
  }

  /** An integer of any width: for those of 64 bits the same bytes as {@link #signed}. */
  void wide(BigInteger value) {
    BigInteger zigzag =
        value.signum() < 0 ? value.not().shiftLeft(1).setBit(0) : value.shiftLeft(1);
    while (zigzag.bitLength() > 7) {
      octet(zigzag.byteValue() | 0x80);
      zigzag = zigzag.shiftRight(7);
    }
    octet(zigzag.byteValue());
  }

  void text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    varint(utf8.length);
    reserve(utf8.length);
    System.arraycopy(utf8, 0, bytes, size, utf8.length);
    size += utf8.length;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
