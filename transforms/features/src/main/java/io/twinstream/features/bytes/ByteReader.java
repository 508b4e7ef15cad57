package io.twinstream.features.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the bytes that {@link ByteWriter} writes. Damaged bytes cause an {@link
 * IllegalArgumentException} that names the offset; the reader never reads past the end.
 */
public class ByteReader {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final VarHandle GROUPS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The continuation bits of eight groups of seven bits. */
  private static final long MORE = 0x8080_8080_8080_8080L;

  private final byte[] bytes;
  private int at;

  public ByteReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Checks a condition on the bytes.
   *
   * @throws IllegalArgumentException if the condition is false
   */
  public final void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException(problem + ", before byte " + at);
    }
  }

  /** Checks that all bytes have been read. */
  public final void requireEnd() {
    if (at != bytes.length) {
      require(false, (bytes.length - at) + " bytes too many"); // concatenated only on failure
    }
  }

  public final boolean atEnd() {
    return at == bytes.length;
  }

  public final int octet() {
    require(at < bytes.length, "they end too early");
    return bytes[at++] & 0xFF;
  }

  public final long fixed64() {
    return (long) LONG.get(bytes, skip(Long.BYTES));
  }

  public final long varint() {
    if (at < bytes.length && bytes[at] >= 0) {
      return bytes[at++]; // Most integers have one group.
    }
    long value = 0;
    int next = at;
    for (int shift = 0; shift < 64; shift += 7) {
      require(next < bytes.length, "they end too early");
      int group = bytes[next++];
      value |= (long) (group & 0x7F) << shift;
      if (group >= 0) {
        require(shift < 63 || group <= 1, "an integer is too wide");
        at = next;
        return value;
      }
    }
    throw new IllegalArgumentException("an integer is too wide, before byte " + at);
  }

  /** Skips a variable-length integer. */
  public final void skipVarint() {
    if (at <= bytes.length - Long.BYTES) {
      long end = shortEnd(groups(bytes, at));
      if (end != 0) {
        at += shortLength(end);
        return;
      }
    }
    varint();
  }

  public final long signed() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  /**
   * Reads a count of elements that take at least {@code width} bytes each, at most {@code limit}.
   */
  public final int count(long limit, int width) {
    long n = varint();
    require(n >= 0 && n <= limit && n <= (bytes.length - at) / width, "a count is too large");
    return (int) n;
  }

  public final String text() {
    int length = count(Integer.MAX_VALUE, 1);
    return text(skip(length), length);
  }

  /** Reads bytes that are preceded by their length. */
  public final byte[] counted() {
    int length = count(Integer.MAX_VALUE, 1);
    int from = skip(length);
    return region(from, length);
  }

  /** Decodes text from bytes that have been read. */
  public final String text(int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  /** Skips bytes and returns the offset at which they begin. */
  public final int skip(int length) {
    require(length <= bytes.length - at, "they end too early");
    at += length;
    return at - length;
  }

  /** Reports whether {@code setBit} set a bit of the bytes that begin at {@code from}. */
  public final boolean isSet(int from, int bit) {
    return (bytes[from + bit / 8] >> (bit % 8) & 1) != 0;
  }

  /** Compares bytes that have been read with others. */
  public final boolean regionEquals(int from, int length, byte[] other) {
    return Arrays.equals(other, 0, other.length, bytes, from, from + length);
  }

  /**
   * Loads eight bytes for {@link #shortEnd} and {@link #shortValue}. With these methods a loop
   * reads variable-length integers without a branch per group, which the processor would often
   * mispredict.
   */
  public static long groups(byte[] bytes, int at) {
    return (long) GROUPS.get(bytes, at);
  }

  /**
   * Returns a bit for each group that is the last of an integer; the lower 40 bits are 0 for a long
   * integer.
   */
  public static long shortEnd(long groups) {
    return ~groups & MORE;
  }

  /** Returns the length in bytes of the integer that begins there. */
  public static int shortLength(long end) {
    return (Long.numberOfTrailingZeros(end) + 1) >>> 3;
  }

  /** Reports whether the integer has at most five groups. */
  public static boolean isShort(long end) {
    return (end & 0x80_8080_8080L) != 0;
  }

  /** Returns the unsigned integer of at most five groups that begins there. */
  public static long shortValue(long groups, long end) {
    long own = groups & (end ^ (end - 1));
    return (own & 0x7F)
        | (own >>> 1 & 0x3F80)
        | (own >>> 2 & 0x1F_C000)
        | (own >>> 3 & 0xFE0_0000)
        | (own >>> 4 & 0x7_F000_0000L);
  }

  /** Copies bytes that have been read. */
  public final byte[] region(int from, int length) {
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  /**
   * Returns the underlying array, for a loop that reads it without method calls; it must not be
   * changed.
   */
  public final byte[] bytes() {
    return bytes;
  }

  /** Returns the offset of the next byte. */
  public final int at() {
    return at;
  }

  /** Sets the offset of the next byte, after such a loop. */
  public final void at(int next) {
    at = next;
  }

  /** Reports whether the next variable-length integer has at most {@code limit} bytes. */
  protected final boolean isVarintWithin(int limit) {
    int end = at;
    while (end < bytes.length && bytes[end] < 0) {
      end++;
    }
    return end - at < limit;
  }
}
