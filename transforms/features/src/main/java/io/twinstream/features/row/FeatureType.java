package io.twinstream.features.row;

import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The type of a feature's values, and their form in a {@code FeatureRow}: a scalar, an array of
 * scalars, or a map from text to scalars. There is one object per type, so {@code ==} compares
 * types.
 */
public final class FeatureType implements Serializable {
  private static final long serialVersionUID = 1;

  /** The kind of a type's values. */
  public enum Kind {
    /** A 64-bit signed integer: counts, distinct counts, and values of integer fields. */
    LONG,
    /** A binary64 number, held as its raw bits. */
    DOUBLE,
    /** Unicode text. */
    STRING,
    /** Held as 0 or 1. */
    BOOLEAN,
    /** Milliseconds since 1970-01-01T00:00:00Z. */
    TIMESTAMP,
    /** Bytes, held as {@code Bytes}. */
    BYTES,
    /** Scalars of one type, any of which may be null, held as an {@link ArrayValue}. */
    ARRAY,
    /** A scalar, which may be null, per category, held as a {@link MapValue}. */
    MAP
  }

  public static final FeatureType LONG = new FeatureType(Kind.LONG, null, 0);
  public static final FeatureType DOUBLE = new FeatureType(Kind.DOUBLE, null, 0);
  public static final FeatureType STRING = new FeatureType(Kind.STRING, null, 0);
  public static final FeatureType BOOLEAN = new FeatureType(Kind.BOOLEAN, null, 0);
  public static final FeatureType TIMESTAMP = new FeatureType(Kind.TIMESTAMP, null, 0);
  public static final FeatureType BYTES = new FeatureType(Kind.BYTES, null, 0);

  private static final Map<String, FeatureType> NESTED = new ConcurrentHashMap<>();

  private final Kind kind;
  private final Kind element;
  private final int length;

  private FeatureType(Kind kind, Kind element, int length) {
    this.kind = kind;
    this.element = element;
    this.length = length;
  }

  /**
   * Returns the type of arrays of any length.
   *
   * @throws IllegalArgumentException if the type of the elements is not a scalar
   */
  public static FeatureType array(FeatureType element) {
    return nested(Kind.ARRAY, element, 0);
  }

  /**
   * Returns the type of arrays of at most some length. A model reads such an array as this many
   * numbers.
   *
   * @throws IllegalArgumentException if the type of the elements is not a scalar, or the length is
   *     not positive
   */
  public static FeatureType array(FeatureType element, int length) {
    if (length < 1) {
      throw new IllegalArgumentException("an array type of length " + length);
    }
    return nested(Kind.ARRAY, element, length);
  }

  /**
   * Returns the type of maps from text to values of a type.
   *
   * @throws IllegalArgumentException if the type of the values is not a scalar
   */
  public static FeatureType map(FeatureType value) {
    return nested(Kind.MAP, value, 0);
  }

  private static FeatureType nested(Kind kind, FeatureType element, int length) {
    if (!element.isScalar()) {
      throw new IllegalArgumentException("no " + kind + " of " + element);
    }
    FeatureType type = new FeatureType(kind, element.kind, length);
    return NESTED.computeIfAbsent(type.toString(), text -> type);
  }

  private static FeatureType scalar(Kind kind) {
    return switch (kind) {
      case LONG -> LONG;
      case DOUBLE -> DOUBLE;
      case STRING -> STRING;
      case BOOLEAN -> BOOLEAN;
      case TIMESTAMP -> TIMESTAMP;
      case BYTES -> BYTES;
      case ARRAY, MAP -> throw new IllegalArgumentException(kind + " is not a scalar");
    };
  }

  public Kind kind() {
    return kind;
  }

  /**
   * Returns the type of the elements of an array or of the values of a map.
   *
   * @throws IllegalStateException for a scalar
   */
  public FeatureType element() {
    if (isScalar()) {
      throw new IllegalStateException(this + " has no elements");
    }
    return scalar(element);
  }

  /** Returns the greatest number of elements of an array; 0 if it is not declared. */
  public int length() {
    return length;
  }

  public boolean isScalar() {
    return element == null;
  }

  /** Reports whether values are held as bits, and not as objects. */
  public boolean isBits() {
    return kind.compareTo(Kind.TIMESTAMP) <= 0 && kind != Kind.STRING;
  }

  /** Returns the type's name in lower case, such as {@code double} or {@code array(double, 10)}. */
  public String lower() {
    return toString().toLowerCase(java.util.Locale.ROOT);
  }

  private Object readResolve() {
    return isScalar() ? scalar(kind) : nested(kind, scalar(element), length);
  }

  /** Returns a name such as {@code DOUBLE}, {@code ARRAY(DOUBLE, 10)} or {@code MAP(LONG)}. */
  @Override
  public String toString() {
    if (isScalar()) {
      return kind.name();
    }
    return kind + "(" + element + (length == 0 ? ")" : ", " + length + ")");
  }
}
