package io.twinstream.features.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes numbers and text into a growing array; every value has exactly one encoding.
 * Variable-length integers are little-endian groups of seven bits; signed ones are zigzag coded
 * first (0, -1, 1, -2, ...). Numbers of fixed length are big-endian. Text is the number of its
 * UTF-8 bytes, then these bytes.
 */
public class ByteWriter {
  private static final int MAX_VARINT = 10;

  private byte[] bytes;
  private int size;

  /**
   * @param expected the approximate number of bytes to be written
   */
  public ByteWriter(int expected) {
    this.bytes = new byte[expected];
  }

  public final byte[] toByteArray() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  /** Returns the number of bytes written. */
  public final int size() {
    return size;
  }

  /** Returns the bytes written, and starts again with an empty array. */
  public final byte[] drain() {
    byte[] all = Arrays.copyOf(bytes, size);
    size = 0;
    return all;
  }

  public final void octet(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  /** Writes eight bytes. */
  public final void fixed64(long value) {
    reserve(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  /** Writes an unsigned 64-bit integer, 1 to 10 bytes. */
  public final void varint(long value) {
    reserve(MAX_VARINT);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** Writes a signed 64-bit integer, 1 to 10 bytes. */
  public final void signed(long value) {
    varint((value << 1) ^ (value >> 63));
  }

  public final void text(String text) {
    counted(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes bytes, preceded by their length. */
  public final void counted(byte[] some) {
    varint(some.length);
    reserve(some.length);
    System.arraycopy(some, 0, bytes, size, some.length);
    size += some.length;
  }

  /** Writes zeros whose bits {@link #setBit} sets later, and returns their offset. */
  public final int gap(int length) {
    reserve(length);
    Arrays.fill(bytes, size, size + length, (byte) 0);
    size += length;
    return size - length;
  }

  /** Sets a bit of a gap; bits are counted from the least significant bit of each byte. */
  public final void setBit(int gap, int bit) {
    bytes[gap + bit / 8] |= (byte) (1 << (bit % 8));
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
