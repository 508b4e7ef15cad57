package io.twinstream.features.definition;

import io.twinstream.features.row.ArrayValue;
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
 * @param element the type of an array's elements, a scalar; null for every other kind
 * @param length the number of elements that every value of an array type has, none of them null; 0
 *     for arrays of any length. The greatest number of UTF-8 bytes of text; 0 for no limit
 * @param truncate whether longer text is cut instead of refused
 */
public record FieldType(
    Kind kind, int scale, boolean halfEven, FieldType element, int length, boolean truncate)
    implements Serializable {

  /** The greatest declared length of an array. */
  public static final int MAX_LENGTH = 10_000;

  /** The least limit of text: the length of the longest character. */
  private static final int MIN_TEXT = 4;

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
    TIMESTAMP,
    /** Bytes, held as an object: {@code Bytes}, never empty. */
    BYTES,
    /** Scalars, held as an object: an {@code ArrayValue} of {@link FieldType#held}. */
    ARRAY
  }

  public static final FieldType STRING = new FieldType(Kind.STRING, 0, false);
  public static final FieldType LONG = new FieldType(Kind.LONG, 0, false);
  public static final FieldType DOUBLE = new FieldType(Kind.DOUBLE, 0, false);
  public static final FieldType BOOLEAN = new FieldType(Kind.BOOLEAN, 0, false);
  public static final FieldType TIMESTAMP = new FieldType(Kind.TIMESTAMP, 0, false);
  public static final FieldType BYTES = new FieldType(Kind.BYTES, 0, false);

  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18
  };
  private static final List<FieldType> SIMPLE =
      List.of(STRING, LONG, DOUBLE, BOOLEAN, TIMESTAMP, BYTES);
  private static final Pattern DECIMAL_FORM =
      Pattern.compile("decimal\\((\\d{1,2})(,\\s*half_even)?\\)");
  private static final Pattern STRING_FORM =
      Pattern.compile("string\\((\\d{1,5})(,\\s*truncate)?\\)");
  private static final Pattern ARRAY_FORM =
      Pattern.compile("array\\((.+?)(?:,\\s*(\\d{1,5}))?\\)", Pattern.DOTALL);

  public FieldType {
    if (kind != Kind.DECIMAL && (scale != 0 || halfEven)) {
      throw new IllegalArgumentException(kind + " has no scale and no rounding");
    }
    if (scale < 0 || scale > 18) {
      throw new IllegalArgumentException("scale must be 0 to 18, is " + scale);
    }
    if ((kind == Kind.ARRAY) != (element != null) || (element != null && element.isArray())) {
      throw new IllegalArgumentException(kind + " of " + element);
    }
    boolean hasLength = kind == Kind.ARRAY || kind == Kind.STRING;
    if ((truncate && (kind != Kind.STRING || length == 0))
        || (kind == Kind.STRING && length > 0 && length < MIN_TEXT)) {
      throw new IllegalArgumentException("text of at most " + length + " bytes");
    }
    if (length < 0 || length > MAX_LENGTH || (length > 0 && !hasLength)) {
      throw new IllegalArgumentException("length must be 1 to " + MAX_LENGTH + ", is " + length);
    }
  }

  /** Creates a scalar type. */
  public FieldType(Kind kind, int scale, boolean halfEven) {
    this(kind, scale, halfEven, null, 0, false);
  }

  /** Creates the type of text of at most some bytes. */
  public static FieldType string(int length, boolean truncate) {
    return new FieldType(Kind.STRING, 0, false, null, length, truncate);
  }

  /** Creates the type of arrays of any length, whose elements may be null. */
  public static FieldType array(FieldType element) {
    return array(element, 0);
  }

  /** Creates the type of arrays of exactly some length without nulls; 0 for any length. */
  public static FieldType array(FieldType element, int length) {
    return new FieldType(Kind.ARRAY, 0, false, element, length, false);
  }

  /** Creates a decimal type that refuses excess digits. */
  public static FieldType decimal(int scale) {
    return new FieldType(Kind.DECIMAL, scale, false);
  }

  /**
   * Parses the text form of a type: {@code string}, {@code string(64)}, {@code string(64,
   * truncate)}, {@code long}, {@code decimal(2)}, {@code decimal(2, half_even)}, {@code double},
   * {@code boolean}, {@code timestamp}, {@code bytes}, {@code array(long)} or {@code array(double,
   * 8)}. Returns empty for any other text.
   */
  public static Optional<FieldType> parse(String text) {
    Matcher decimal = DECIMAL_FORM.matcher(text);
    if (decimal.matches()) {
      int scale = Integer.parseInt(decimal.group(1));
      return scale > 18
          ? Optional.empty()
          : Optional.of(new FieldType(Kind.DECIMAL, scale, decimal.group(2) != null));
    }
    Matcher string = STRING_FORM.matcher(text);
    if (string.matches()) {
      int length = Integer.parseInt(string.group(1));
      return length < MIN_TEXT || length > MAX_LENGTH
          ? Optional.empty()
          : Optional.of(string(length, string.group(2) != null));
    }
    Matcher array = ARRAY_FORM.matcher(text);
    if (array.matches()) {
      int length = array.group(2) == null ? 0 : Integer.parseInt(array.group(2));
      boolean declared = array.group(2) != null;
      return length > MAX_LENGTH || (declared && length == 0)
          ? Optional.empty()
          : parse(array.group(1)).filter(type -> !type.isArray()).map(type -> array(type, length));
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
      case BYTES -> FeatureType.BYTES;
      case ARRAY ->
          length == 0
              ? FeatureType.array(element.featureType())
              : FeatureType.array(element.featureType(), length);
    };
  }

  /**
   * Returns the type of the elements of an {@code ArrayValue} that holds an array of this type in
   * an event: decimals are held as their unscaled values.
   */
  public FeatureType held() {
    return element.kind == Kind.DECIMAL ? FeatureType.LONG : element.featureType();
  }

  /** Converts an array of an event to the value of a feature; null becomes null. */
  public ArrayValue toFeature(ArrayValue held) {
    if (held == null || element.kind != Kind.DECIMAL) {
      return held;
    }
    ArrayValue.Builder doubles = ArrayValue.builder(FeatureType.DOUBLE);
    for (int i = 0; i < held.size(); i++) {
      if (held.isNull(i)) {
        doubles.addNull();
      } else {
        doubles.addDouble(element.toDouble(held.bits(i)));
      }
    }
    return doubles.build();
  }

  /**
   * Returns text within the limit of this type.
   *
   * @return the text, cut between two characters if that is declared, or null if it is too long
   */
  public String fit(String text) {
    if (length == 0 || kind != Kind.STRING || text.length() <= length / 3) {
      return text; // A char has at most three bytes.
    }
    int bytes = 0;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (bytes > length) {
        return truncate ? text.substring(0, i) : null;
      }
      i += Character.charCount(point);
    }
    return text;
  }

  /** Returns whether text has a greatest length. */
  public boolean isLimited() {
    return kind == Kind.STRING && length > 0;
  }

  public boolean isArray() {
    return kind == Kind.ARRAY;
  }

  /** Returns the type with its article: {@code a long}, {@code an array(long)}. */
  public String withArticle() {
    return (isArray() ? "an " : "a ") + this;
  }

  /** Reports whether values are held as objects, and neither as bits nor as text. */
  public boolean isObject() {
    return kind == Kind.ARRAY || kind == Kind.BYTES;
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
    return kind != Kind.STRING && kind != Kind.BOOLEAN && !isObject();
  }

  /** Formats a value that is held as bits. */
  public String show(long bits) {
    return switch (kind) {
      case LONG -> Long.toString(bits);
      case DECIMAL -> BigDecimal.valueOf(bits, scale).toPlainString();
      case DOUBLE -> Double.toString(Double.longBitsToDouble(bits));
      case BOOLEAN -> Boolean.toString(bits != 0);
      case TIMESTAMP -> Instant.ofEpochMilli(bits).toString();
      case STRING, BYTES, ARRAY -> throw new IllegalArgumentException(this + " has no bits");
    };
  }

  @Override
  public String toString() {
    if (kind == Kind.ARRAY) {
      return "array(" + element + (length == 0 ? ")" : ", " + length + ")");
    }
    if (isLimited()) {
      return "string(" + length + (truncate ? ", truncate)" : ")");
    }
    String name = kind.name().toLowerCase(java.util.Locale.ROOT);
    return kind == Kind.DECIMAL ? name + "(" + scale + (halfEven ? ", half_even)" : ")") : name;
  }
}
