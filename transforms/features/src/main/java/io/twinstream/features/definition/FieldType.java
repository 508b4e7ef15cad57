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
 * @param kind the kind of its values
 * @param scale the number of decimal digits after the point, 0 to 18; 0 for every kind but {@link
 *     Kind#DECIMAL}
 * @param halfEven whether excess decimal digits are rounded half to even instead of refused
 */
public record FieldType(Kind kind, int scale, boolean halfEven) implements Serializable {

  /** The largest magnitude of a decimal's unscaled value: 18 digits, Parquet's widest in a long. */
  public static final long MAX_UNSCALED = 999_999_999_999_999_999L;

  /** The kind of the values of a field, and their form in an event. */
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

  /** Creates a decimal type that refuses excess digits. */
  public static FieldType decimal(int scale) {
    return new FieldType(Kind.DECIMAL, scale, false);
  }

  /**
   * Parses the text form of a type: {@code string}, {@code long}, {@code decimal(2)}, {@code
   * decimal(2, half_even)}, {@code double}, {@code boolean} or {@code timestamp}. Returns empty for
   * any other text.
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

  /** Returns the type of a feature whose values are values of a field of this type. */
  public FeatureType featureType() {
    return switch (kind) {
      case STRING -> FeatureType.STRING;
      case LONG -> FeatureType.LONG;
      case DECIMAL, DOUBLE -> FeatureType.DOUBLE;
      case BOOLEAN -> FeatureType.BOOLEAN;
      case TIMESTAMP -> FeatureType.TIMESTAMP;
    };
  }

  /** Returns ten to the power of the scale. */
  public double power() {
    return POWERS_OF_TEN[scale];
  }

  /**
   * Returns the binary64 number nearest to the value of a decimal or a long: the correctly rounded
   * quotient of {@code unscaled} and ten to the power of the scale.
   */
  public double toDouble(long unscaled) {
    // Both operands are exact up to 2^53 and 10^22, so one division rounds once.
    return Math.abs(unscaled) <= 1L << 53
        ? unscaled / POWERS_OF_TEN[scale]
        : BigDecimal.valueOf(unscaled, scale).doubleValue();
  }

  /** Reports whether values are exact numbers that can be summed. */
  public boolean isSummable() {
    return kind == Kind.DECIMAL || kind == Kind.LONG;
  }

  /** Reports whether values have an order that {@code min} and {@code max} can use. */
  public boolean isOrdered() {
    return kind != Kind.STRING && kind != Kind.BOOLEAN;
  }

  /** Formats a value that is held as bits. */
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
