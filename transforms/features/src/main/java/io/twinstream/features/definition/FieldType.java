package io.twinstream.features.definition;

/**
 * The type of a source field.
 *
 * @param kind what values look like
 * @param scale decimal digits after the point, 0 to 18; 0 for every kind but {@link Kind#DECIMAL}
 * @param halfEven whether excess decimal digits are rounded half to even instead of refused
 */
public record FieldType(Kind kind, int scale, boolean halfEven) {

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

  /** Whether values are exact numbers that can be summed. */
  public boolean isSummable() {
    return kind == Kind.DECIMAL || kind == Kind.LONG;
  }

  /** Whether values have an order that {@code min} and {@code max} use. */
  public boolean isOrdered() {
    return kind != Kind.STRING && kind != Kind.BOOLEAN;
  }

  @Override
  public String toString() {
    String name = kind.name().toLowerCase(java.util.Locale.ROOT);
    return kind == Kind.DECIMAL ? name + "(" + scale + (halfEven ? ", half_even)" : ")") : name;
  }
}
