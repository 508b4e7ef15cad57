package io.twinstream.features.decode;

import static io.twinstream.features.event.Reason.OUT_OF_RANGE;
import static io.twinstream.features.event.Reason.WRONG_TYPE;

import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.event.Reason;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Converts numbers, in text or binary form, to the type of their field and stores them in its slot.
 */
final class NumberSlots {
  private final EventSlots slots;
  private final boolean epochSeconds;
  private final boolean integralIds;
  private final NumberText number = new NumberText();

  /**
   * @param epochSeconds whether a number in a timestamp field counts seconds instead of
   *     milliseconds
   * @param integralIds whether an integral number in a string field becomes its digits
   */
  NumberSlots(EventSlots slots, boolean epochSeconds, boolean integralIds) {
    this.slots = slots;
    this.epochSeconds = epochSeconds;
    this.integralIds = integralIds;
  }

  /** Reports whether text is a number; the methods called next refer to it. */
  boolean scan(char[] chars, int from, int length) {
    return number.scan(chars, from, length);
  }

  /** Sets a number in text form. */
  void number(int slot, char[] chars, int from, int length) {
    if (!number.scan(chars, from, length)) {
      slots.wrong(slot, new String(chars, from, length));
      return;
    }
    FieldType type = slots.type(slot);
    Reason reason =
        switch (type.kind()) {
          case LONG -> number.toLong();
          case DECIMAL -> number.toDecimal(type.scale(), rounding(type));
          case DOUBLE -> null;
          case BOOLEAN -> number.toLong() == null && isBit(number.result()) ? null : WRONG_TYPE;
          case TIMESTAMP -> number.toFloor(epochSeconds ? 3 : 0);
          case STRING -> numberAsText(slot, new String(chars, from, length));
          case BYTES, ARRAY -> WRONG_TYPE;
        };
    if (reason != null) {
      slots.fail(slot, reason, new String(chars, from, length));
      return;
    }
    switch (type.kind()) {
      case LONG, DECIMAL, BOOLEAN -> slots.set(slot, number.result());
      case DOUBLE -> doubleValue(slot, number.toDouble());
      case TIMESTAMP -> time(slot, TimeText.checked(number.result()), null);
      case STRING, BYTES, ARRAY -> {} // The slot is set, or the reason was.
    }
  }

  private static RoundingMode rounding(FieldType type) {
    return type.halfEven() ? RoundingMode.HALF_EVEN : RoundingMode.UNNECESSARY;
  }

  private static boolean isBit(long value) {
    return (value & ~1L) == 0;
  }

  /**
   * Integers become their digits; other numbers only if they are integral and {@code integralIds}
   * is set.
   */
  private Reason numberAsText(int slot, String text) {
    boolean plain = text.chars().allMatch(c -> c >= '0' && c <= '9' || c == '-');
    if (!plain && !integralIds) {
      return WRONG_TYPE;
    }
    Reason reason = plain ? null : number.toLong();
    if (reason == null) {
      slots.set(slot, plain && !text.equals("-0") ? text : Long.toString(number.result()));
    }
    return reason;
  }

  /** Sets an integer. */
  void longValue(int slot, long value) {
    if (slots.kind(slot) == Kind.LONG) {
      slots.set(slot, value);
    } else if (slots.kind(slot) == Kind.STRING) {
      slots.set(slot, Long.toString(value));
    } else {
      digits(slot, Long.toString(value));
    }
  }

  /** Sets a binary64 number; a decimal field gets the value of its shortest text. */
  void doubleValue(int slot, double value) {
    if (slots.kind(slot) != Kind.DOUBLE) {
      FieldType type = slots.type(slot);
      long unscaled =
          type.kind() == Kind.DECIMAL
              ? ShortestText.unscaled(value, NumberText.POWERS_OF_TEN[type.scale()])
              : ShortestText.UNKNOWN;
      if (unscaled != ShortestText.UNKNOWN) {
        slots.set(slot, unscaled);
      } else {
        digits(slot, ShortestText.of(value));
      }
    } else if (Double.isNaN(value)) {
      slots.wrong(slot, "NaN");
    } else if (Double.isInfinite(value)) {
      slots.fail(slot, OUT_OF_RANGE, Double.toString(value));
    } else {
      slots.set(slot, Double.doubleToRawLongBits(value + 0.0)); // -0.0 + 0.0 is 0.0
    }
  }

  /** Sets a fixed-point number. */
  void decimalValue(int slot, long unscaled, int scale) {
    FieldType type = slots.type(slot);
    if (type.kind() == Kind.DECIMAL
        && type.scale() == scale
        && unscaled >= -FieldType.MAX_UNSCALED // Math.abs of the least long is negative.
        && unscaled <= FieldType.MAX_UNSCALED) {
      slots.set(slot, unscaled);
    } else {
      digits(slot, BigDecimal.valueOf(unscaled, scale).toString());
    }
  }

  /** Sets a number given by its text. */
  void digits(int slot, String text) {
    number(slot, text.toCharArray(), 0, text.length());
  }

  /**
   * Sets a time, or the problem that {@link TimeText} found.
   *
   * @param text the time as written; null if it was a number
   */
  void time(int slot, long millis, String text) {
    if (millis == TimeText.INVALID) {
      slots.wrong(slot, text);
    } else if (millis == TimeText.OUT_OF_RANGE) {
      slots.fail(slot, OUT_OF_RANGE, text == null ? "a time outside years 1 to 9999" : text);
    } else {
      slots.set(slot, millis);
    }
  }
}
