package io.twinstream.features.decode;

import com.fasterxml.jackson.core.io.NumberInput;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.event.Reason;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Scans a number in text form once and then converts it to the type of a field. The grammar is that
 * of JSON, and also allows a leading plus, leading zeros and a bare point. Mutable; holds one value
 * at a time.
 */
final class NumberText {

  static final long[] POWERS_OF_TEN = new long[19];
  private static final int MAX_DIGITS = 18;
  private static final int MAX_LENGTH = 1_000; // Greater exponents would only make BigDecimal slow.
  private static final int MAX_EXPONENT = 100_000;
  private static final long MAX_EXACT_DOUBLE = 1L << 53;
  private static final double[] EXACT_POWERS = new double[23];

  static {
    POWERS_OF_TEN[0] = 1;
    for (int i = 1; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = POWERS_OF_TEN[i - 1] * 10;
    }
    for (int i = 0; i < EXACT_POWERS.length; i++) {
      EXACT_POWERS[i] = Double.parseDouble("1e" + i);
    }
  }

  private char[] chars;
  private int from;
  private int length;
  private boolean negative;
  // The value is mantissa x 10^exponent, unless there are more digits than always fit into a long.
  private long mantissa;
  private int exponent;
  private int digits;
  private long result;

  /** Returns the result of {@link #toDecimal} and {@link #toLong}. */
  long result() {
    return result;
  }

  /**
   * Scans text; returns false if it is not a finite number. The array is in use until the next
   * scan.
   */
  boolean scan(char[] chars, int from, int length) {
    if (length > MAX_LENGTH) {
      return false;
    }
    this.chars = chars;
    this.from = from;
    this.length = length;
    this.negative = length > 0 && chars[from] == '-';
    this.mantissa = 0;
    this.exponent = 0;
    this.digits = 0;
    int end = from + length;
    int i = length > 0 && (negative || chars[from] == '+') ? from + 1 : from;
    int zeros = 0; // Trailing zeros so far; they become digits when another digit follows.
    boolean any = false;
    boolean point = false;
    for (; i < end; i++) {
      char c = chars[i];
      if (c >= '0' && c <= '9') {
        any = true;
        exponent -= point ? 1 : 0;
        if (c == '0') {
          zeros += digits > 0 ? 1 : 0;
        } else {
          digits += zeros + 1;
          mantissa = digits > MAX_DIGITS ? 0 : mantissa * POWERS_OF_TEN[zeros + 1] + (c - '0');
          zeros = 0;
        }
      } else if (c == '.' && !point) {
        point = true;
      } else {
        break;
      }
    }
    exponent += zeros;
    return any && (i == end || scanExponent(i, end));
  }

  private boolean scanExponent(int i, int end) {
    if ((chars[i] | 0x20) != 'e' || ++i == end) {
      return false;
    }
    boolean minus = chars[i] == '-';
    i += minus || chars[i] == '+' ? 1 : 0;
    if (i == end) {
      return false;
    }
    int value = 0;
    for (; i < end; i++) {
      int digit = chars[i] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      value = Math.min(value * 10 + digit, MAX_EXPONENT);
    }
    exponent += minus ? -value : value;
    return true;
  }

  /** Returns the nearest binary64 number, negative zero as zero; infinite if out of range. */
  double toDouble() {
    if (digits == 0) {
      return 0.0;
    }
    int size = Math.abs(exponent);
    if (digits <= MAX_DIGITS && mantissa <= MAX_EXACT_DOUBLE && size < EXACT_POWERS.length) {
      // Both are exact, so one correctly rounded operation gives the correctly rounded result
      // (Clinger).
      double power = EXACT_POWERS[size];
      double value = exponent < 0 ? mantissa / power : mantissa * power;
      return negative ? -value : value;
    }
    int sign = chars[from] == '+' ? 1 : 0;
    return NumberInput.parseDouble(chars, from + sign, length - sign, false) + 0.0;
  }

  /** Sets the result to the integer; returns the reason if it is not one, or null. */
  Reason toLong() {
    Reason reason = toUnscaled(0, RoundingMode.UNNECESSARY, Long.MAX_VALUE);
    return reason == Reason.EXCESS_DIGITS ? Reason.WRONG_TYPE : reason;
  }

  /**
   * Sets the result to the unscaled value at a scale; returns the reason if that is impossible, or
   * null.
   *
   * @param mode {@link RoundingMode#UNNECESSARY} refuses excess digits
   */
  Reason toDecimal(int scale, RoundingMode mode) {
    if (digits > 16 && exponent + scale < 0) {
      // A binary64 number written in full means its shortest form, as in Parquet.
      double value = toDouble();
      if (!Double.isInfinite(value)) {
        char[] shortest = ShortestText.of(value).toCharArray();
        scan(shortest, 0, shortest.length);
      }
    }
    return toUnscaled(scale, mode, FieldType.MAX_UNSCALED);
  }

  /**
   * Sets the result to floor(number x 10^scale); returns the reason if that is impossible, or null.
   */
  Reason toFloor(int scale) {
    return toUnscaled(scale, RoundingMode.FLOOR, Long.MAX_VALUE);
  }

  private Reason toUnscaled(int scale, RoundingMode mode, long max) {
    result = 0;
    if (digits == 0) {
      return null;
    }
    int shift = exponent + scale;
    if (shift > 18 || digits + Math.max(shift, -MAX_EXPONENT) > 19) {
      return Reason.OUT_OF_RANGE;
    }
    if (digits <= MAX_DIGITS && shift >= 0) {
      if (Math.multiplyHigh(mantissa, POWERS_OF_TEN[shift]) != 0) {
        return Reason.OUT_OF_RANGE;
      }
      long magnitude = mantissa * POWERS_OF_TEN[shift];
      result = negative ? -magnitude : magnitude;
      return magnitude < 0 || magnitude > max ? Reason.OUT_OF_RANGE : null;
    }
    return shift < -2 * MAX_DIGITS - digits ? tiny(mode) : slow(scale, mode, max);
  }

  /**
   * Handles numbers less than any unit at any scale, for which BigDecimal would write out all
   * zeros.
   */
  private Reason tiny(RoundingMode mode) {
    result = mode == RoundingMode.FLOOR && negative ? -1 : 0;
    return mode == RoundingMode.UNNECESSARY ? Reason.EXCESS_DIGITS : null;
  }

  private Reason slow(int scale, RoundingMode mode, long max) {
    BigDecimal value = new BigDecimal(chars, from, length);
    if (mode == RoundingMode.UNNECESSARY && exponent + scale < 0) {
      return Reason.EXCESS_DIGITS;
    }
    var unscaled = value.setScale(scale, mode).unscaledValue();
    if (unscaled.bitLength() > 63) {
      return Reason.OUT_OF_RANGE;
    }
    result = unscaled.longValue();
    return result > max || (result < -max && max != Long.MAX_VALUE) ? Reason.OUT_OF_RANGE : null;
  }
}
