package io.twinstream.serving.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Converts eight decimal digits at once, as the bytes of a long, the first digit in the lowest
 * byte.
 */
final class Digits {
  /** Added to digits, gives their characters. */
  private static final long ZEROS = 0x3030_3030_3030_3030L;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Digits() {}

  /**
   * The digits of a number, with leading zeros: computes halves, then quarters, then single digits
   * side by side; each division is a multiplication that is exact for such small numbers.
   *
   * @param number from 0, below 10^8
   */
  static long of(int number) {
    long high = (number * 109_951_163L) >>> 40;
    long fours = high | ((number - 10_000 * high) << 32);
    long hundreds = ((fours * 10_486) >>> 20) & 0x7F_0000_007FL;
    long twos = hundreds | ((fours - 100 * hundreds) << 16);
    long tens = ((twos * 103) >>> 10) & 0xF_000F_000F_000FL;
    return tens | ((twos - 10 * tens) << 8);
  }

  /** The number of zeros before the first other digit. */
  static int leadingZeros(long digits) {
    return Long.numberOfTrailingZeros(digits) >>> 3;
  }

  /** The number of zeros after the last other digit. */
  static int trailingZeros(long digits) {
    return Long.numberOfLeadingZeros(digits) >>> 3;
  }

  /** Writes eight digits as characters. */
  static void write(long digits, byte[] out, int at) {
    LONGS.set(out, at, digits | ZEROS);
  }
}
