package io.twinstream.features.decode;

import com.fasterxml.jackson.core.io.NumberOutput;

/**
 * The shortest decimal text that parses to the same binary number (R. Giulietti's Schubfach).
 * {@code Double.toString} is sometimes longer up to Java 18, and events must not depend on the
 * version of Java.
 */
final class ShortestText {
  /** Means that the text is needed. */
  static final long UNKNOWN = Long.MIN_VALUE;

  private ShortestText() {}

  /**
   * Returns the unscaled value of the shortest text at a scale, in the common case that needs no
   * text: a decimal of 15 digits is the shortest form of the double nearest to it.
   *
   * @param power ten to the power of the scale
   */
  static long unscaled(double value, double power) {
    double unscaled = StrictMath.rint(value * power);
    boolean sure = Math.abs(unscaled) < 1e15 && unscaled / power == value;
    return sure ? (long) unscaled : UNKNOWN;
  }

  static String of(double value) {
    return NumberOutput.toString(value, true);
  }

  static String of(float value) {
    return NumberOutput.toString(value, true);
  }
}
