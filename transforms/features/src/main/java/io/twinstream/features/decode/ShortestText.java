package io.twinstream.features.decode;

import com.fasterxml.jackson.core.io.NumberOutput;

/**
 * The shortest decimal text that reads back as the same binary number (R. Giulietti's Schubfach).
 * Not {@code Double.toString}, which up to Java 18 is now and then longer: events must not depend
 * on the Java that reads them.
 */
final class ShortestText {
  /** Ask for the text. */
  static final long UNKNOWN = Long.MIN_VALUE;

  private ShortestText() {}

  /**
   * The unscaled value of the shortest text at a scale, in the common case where that needs no
   * text: a decimal of 15 digits is the shortest form of the double nearest to it.
   */
  static long unscaled(double value, int scale) {
    double power = NumberText.POWERS_OF_TEN[scale];
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
