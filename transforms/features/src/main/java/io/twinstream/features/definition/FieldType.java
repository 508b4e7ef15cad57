package io.twinstream.features.definition;

import io.twinstream.features.row.FeatureType;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of a source field.
 *
 * @param kind what values look like
 * @param scale decimal digits after the point, 0 to 18; 0 for every kind but {@link Kind#DECIMAL}
 * @param halfEven whether excess decimal digits are rounded half to even instead of refused
 */
public record FieldType(Kind kind, int scale, boolean halfEven) implements Serializable {

  /** The largest magnitude of a decimal's unscaled value: 18 digits, Parquet's widest in a long. */
  public static final long MAX_UNSCALED = 999_999_999_999_999_999L;

  /** What values of a field look like, and how an event holds them. */
  public enum Kind {
    /** Unicode text, held as a {@code String} without lone surrogates. */
    STRING,
    /** A 64-bit signed integer. */
    LONG,
    /** A fixed-point number, held as its unscaled value: 12.34 at scale 2 is 1234. */
    DECIMAL,
    /** A finite binary64 number, held as its raw bits; negative zero is held as zero. */
    DOUBLE,
    /** False or true, held as 0 or 1. */
    BOOLEAN,
    /** An instant, held as milliseconds since 1970-01-01T00:00:00Z. */
    TIMESTAMP
  }

  public static final FieldType STRING = new FieldType(Kind.STRING, 0, false);
  public static final FieldType LONG = new FieldType(Kind.LONG, 0, false);
  public static final FieldType DOUBLE = new FieldType(Kind.DOUBLE, 0, false);
  public static final FieldType BOOLEAN = new FieldType(Kind.BOOLEAN, 0, false);
  public static final FieldType TIMESTAMP = new FieldType(Kind.TIMESTAMP, 0, false);

  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18
  };
  private static final List<FieldType> SIMPLE = List.of(STRING, LONG, DOUBLE, BOOLEAN, TIMESTAMP);
  private static final Pattern DECIMAL_FORM =
      Pattern.compile("decimal\\((\\d{1,2})(,\\s*half_even)?\\)");

  public FieldType {
    if (kind != Kind.DECIMAL && (scale != 0 || halfEven)) {
      throw new IllegalArgumentException(kind + " has no scale and no rounding");
    }
    if (scale < 0 || scale > 18) {
      throw new IllegalArgumentException("scale must be 0 to 18, is " + scale);
    }
  }

  /** A decimal whose excess digits are refused. */
  public static FieldType decimal(int scale) {
    return new FieldType(Kind.DECIMAL, scale, false);
  }

  /**
   * The type of a text form: {@code string}, {@code long}, {@code decimal(2)}, {@code decimal(2,
   * half_even)}, {@code double}, {@code boolean} or {@code timestamp}. Empty if it is none of
   * these.
   */
  public static Optional<FieldType> parse(String text) {
    Matcher decimal = DECIMAL_FORM.matcher(text);
    if (decimal.matches()) {
      int scale = Integer.parseInt(decimal.group(1));
      return scale > 18
          ? Optional.empty()
          : Optional.of(new FieldType(Kind.DECIMAL, scale, decimal.group(2) != null));
    }
    return SIMPLE.stream().filter(type -> type.toString().equals(text)).findFirst();
  }

  /** The type of a feature that is a value of a field of this type. */
  public FeatureType featureType() {
    return switch (kind) {
      case STRING -> FeatureType.STRING;
      case LONG -> FeatureType.LONG;
      case DECIMAL, DOUBLE -> FeatureType.DOUBLE;
      case BOOLEAN -> FeatureType.BOOLEAN;
      case TIMESTAMP -> FeatureType.TIMESTAMP;
    };
  }

  /** Ten to the scale. */
  public double power() {
    return POWERS_OF_TEN[scale];
  }

  /**
   * The binary64 number nearest to a decimal's or a long's value: the correctly rounded quotient of
   * {@code unscaled} and ten to the scale.
   */
  public double toDouble(long unscaled) {
    // Both operands are exact up to 2^53 and 10^22, so that one division rounds once.
    return Math.abs(unscaled) <= 1L << 53
        ? unscaled / POWERS_OF_TEN[scale]
        : BigDecimal.valueOf(unscaled, scale).doubleValue();
  }

  /** Whether values are exact numbers that can be summed. */
  public boolean isSummable() {
    return kind == Kind.DECIMAL || kind == Kind.LONG;
  }

  /** Whether values have an order that {@code min} and {@code max} use. */
  public boolean isOrdered() {
    return kind != Kind.STRING && kind != Kind.BOOLEAN;
  }

  /** A value that is held as bits, for people to read. */
  public String show(long bits) {
    return switch (kind) {
      case LONG -> Long.toString(bits);
      case DECIMAL -> BigDecimal.valueOf(bits, scale).toPlainString();
      case DOUBLE -> Double.toString(Double.longBitsToDouble(bits));
      case BOOLEAN -> Boolean.toString(bits != 0);
      case TIMESTAMP -> Instant.ofEpochMilli(bits).toString();
      case STRING -> throw new IllegalArgumentException("text is not held as bits");
    };
  }

  @Override
  public String toString() {
    String name = kind.name().toLowerCase(java.util.Locale.ROOT);
    return kind == Kind.DECIMAL ? name + "(" + scale + (halfEven ? ", half_even)" : ")") : name;
  }
}
