package io.twinstream.features.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link ByteWriter} writes. Damaged bytes are refused with an {@link
 * IllegalArgumentException} that says where, and never read past.
 */
public class ByteReader {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final VarHandle GROUPS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The bits that say that a group of seven is followed by another. */
  private static final long MORE = 0x8080_8080_8080_8080L;

  private final byte[] bytes;
  private int at;

  public ByteReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Refuses the bytes unless a condition holds.
   *
   * @throws IllegalArgumentException if it does not
   */
  public final void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException(problem + ", before byte " + at);
    }
  }

  /** Refuses the bytes unless all have been read. */
  public final void requireEnd() {
    if (at != bytes.length) {
      require(false, (bytes.length - at) + " bytes too many"); // Words cost more than the check.
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
      return bytes[at++]; // Most are short.
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

  /** Passes over a variable-length integer. */
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

  /** A count, within a limit, of things that take at least {@code width} bytes each. */
  public final int count(long limit, int width) {
    long n = varint();
    require(n >= 0 && n <= limit && n <= (bytes.length - at) / width, "a count is too large");
    return (int) n;
  }

  public final String text() {
    int length = count(Integer.MAX_VALUE, 1);
    return text(skip(length), length);
  }

  /** Some bytes, preceded by how many they are. */
  public final byte[] counted() {
    int length = count(Integer.MAX_VALUE, 1);
    int from = skip(length);
    return region(from, length);
  }

  /** The text of some bytes that have been read. */
  public final String text(int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  /** Passes over some bytes; where they begin. */
  public final int skip(int length) {
    require(length <= bytes.length - at, "they end too early");
    at += length;
    return at - length;
  }

  /** Whether a bit of the bytes that begin at {@code from} is set, as {@code setBit} sets it. */
  public final boolean isSet(int from, int bit) {
    return (bytes[from + bit / 8] >> (bit % 8) & 1) != 0;
  }

  /** Whether bytes that have been read equal others. */
  public final boolean regionEquals(int from, int length, byte[] other) {
    return Arrays.equals(other, 0, other.length, bytes, from, from + length);
  }

  /**
   * The eight bytes from a place on, as {@link #shortEnd} and {@link #shortValue} take them: so
   * that a loop reads variable-length integers without a branch for every group, which the
   * processor would often guess wrong.
   */
  public static long groups(byte[] bytes, int at) {
    return (long) GROUPS.get(bytes, at);
  }

  /** A bit for each group that is the last of an integer; 0 in the lower 40 for a long one. */
  public static long shortEnd(long groups) {
    return ~groups & MORE;
  }

  /** How many bytes an integer has that begins there. */
  public static int shortLength(long end) {
    return (Long.numberOfTrailingZeros(end) + 1) >>> 3;
  }

  /** Whether an integer has at most five groups. */
  public static boolean isShort(long end) {
    return (end & 0x80_8080_8080L) != 0;
  }

  /** The unsigned integer of at most five groups that begins there. */
  public static long shortValue(long groups, long end) {
    long own = groups & (end ^ (end - 1));
    return (own & 0x7F)
        | (own >>> 1 & 0x3F80)
        | (own >>> 2 & 0x1F_C000)
        | (own >>> 3 & 0xFE0_0000)
        | (own >>> 4 & 0x7_F000_0000L);
  }

  /** Some bytes that have been read. */
  public final byte[] region(int from, int length) {
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  /** The bytes themselves, for a loop that reads them without calls; nobody changes them. */
  public final byte[] bytes() {
    return bytes;
  }

  /** Which byte is read next. */
  public final int at() {
    return at;
  }

  /** Goes on where such a loop ended. */
  public final void at(int next) {
    at = next;
  }

  /** Whether the next variable-length integer has at most that many bytes. */
  protected final boolean isVarintWithin(int limit) {
    int end = at;
    while (end < bytes.length && bytes[end] < 0) {
      end++;
    }
    return end - at < limit;
  }
}
