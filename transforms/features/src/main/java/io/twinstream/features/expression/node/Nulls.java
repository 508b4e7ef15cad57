package io.twinstream.features.expression.node;

/** The values that mean null in a compiled expression. */
public final class Nulls {
  /** A NaN that no arithmetic produces: inputs are finite, and Java's own NaNs have other bits. */
  private static final long NUMBER_BITS = 0x7FF8_0000_4E55_4C4CL;

  public static final double NUMBER = Double.longBitsToDouble(NUMBER_BITS);
  public static final long LONG = Long.MIN_VALUE;
  static final int FALSE = 0;
  public static final int TRUE = 1;
  public static final int UNKNOWN = -1;

  private Nulls() {}

  public static boolean isNull(double number) {
    return Double.doubleToRawLongBits(number) == NUMBER_BITS;
  }

  public static boolean isNull(long value) {
    return value == LONG;
  }

  public static int flag(boolean value) {
    return value ? TRUE : FALSE;
  }
}
