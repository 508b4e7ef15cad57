package io.twinstream.features.row;

import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.text.TextOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The entries of a map feature: a scalar per category, in the order of the categories' UTF-8 bytes.
 * Categories that do not fit into the map are folded into one number, {@code other}, which is no
 * category: a category may have any name. Immutable.
 *
 * <p>Its JSON is {@code {"values": {"a": 1}, "other": null, "exact": true}}.
 */
public final class MapValue {
  static final String VALUES = "values";
  static final String OTHER = "other";
  static final String EXACT = "exact";

  private final String[] keys;
  private final ArrayValue values;
  private final boolean hasOther;
  private final long other;
  private final boolean exact;

  private MapValue(String[] keys, ArrayValue values, boolean hasOther, long other, boolean exact) {
    this.keys = keys;
    this.values = values;
    this.hasOther = hasOther;
    this.other = other;
    this.exact = exact;
  }

  /** Starts a map with values of a scalar type. */
  public static Builder builder(FeatureType value) {
    return new Builder(value);
  }

  public int size() {
    return keys.length;
  }

  /** Returns a category, in the order of UTF-8 bytes. */
  public String key(int index) {
    return keys[index];
  }

  /** Returns the values, in the order of the categories. */
  public ArrayValue values() {
    return values;
  }

  /** Returns the index of a category; negative if it is absent. */
  public int find(String key) {
    return Arrays.binarySearch(keys, key, TextOrder::compare);
  }

  /** Reports whether categories were folded into {@link #other}. */
  public boolean hasOther() {
    return hasOther;
  }

  /** Returns the bits of the value of the folded categories; 0 if there are none. */
  public long other() {
    return other;
  }

  /** Returns the boxed value of the folded categories, or null. */
  public Object otherValue() {
    return !hasOther
        ? null
        : values.element() == FeatureType.DOUBLE
            ? (Object) Double.longBitsToDouble(other)
            : (Object) other;
  }

  /** Reports whether the values are exact. */
  public boolean isExact() {
    return exact;
  }

  /** Writes the categories, the values, and what was folded; {@link #read} reads it back. */
  public void write(ByteWriter out) {
    out.varint(keys.length);
    for (String key : keys) {
      out.text(key);
    }
    values.write(out);
    out.octet((hasOther ? 1 : 0) | (exact ? 2 : 0));
    if (hasOther) {
      out.fixed64(other);
    }
  }

  /**
   * Reads a map with values of a type.
   *
   * @throws IllegalArgumentException if the bytes are damaged
   */
  public static MapValue read(FeatureType value, ByteReader in) {
    String[] keys = new String[in.count(Integer.MAX_VALUE, 1)];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = in.text();
      in.require(
          i == 0 || TextOrder.compare(keys[i - 1], keys[i]) < 0, "the categories are not sorted");
    }
    ArrayValue values = ArrayValue.read(value, in);
    in.require(values.size() == keys.length, "a map needs as many values as categories");
    int flags = in.octet();
    boolean hasOther = (flags & 1) != 0;
    return new MapValue(keys, values, hasOther, hasOther ? in.fixed64() : 0, (flags & 2) != 0);
  }

  /** Compares bit for bit, including nulls. */
  @Override
  public boolean equals(Object object) {
    return object instanceof MapValue that
        && Arrays.equals(keys, that.keys)
        && values.equals(that.values)
        && hasOther == that.hasOther
        && other == that.other
        && exact == that.exact;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(keys) + values.hashCode();
  }

  /**
   * Returns the structure of the JSON as maps, with values as those of {@link ArrayValue#plain}.
   */
  public Map<String, Object> plain() {
    List<Object> elements = values.plain();
    Map<String, Object> entries = new LinkedHashMap<>();
    for (int i = 0; i < keys.length; i++) {
      entries.put(keys[i], elements.get(i));
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(VALUES, entries);
    all.put(OTHER, otherValue());
    all.put(EXACT, exact);
    return all;
  }

  /** Returns the JSON of the map, which {@link ValueJson} parses. */
  @Override
  public String toString() {
    return PlainJson.write(plain());
  }

  /** Collects entries in any order. */
  public static final class Builder {
    private final List<String> keys = new ArrayList<>();
    private final ArrayValue.Builder values;
    private final FeatureType type;
    private boolean hasOther;
    private long other;
    private boolean exact = true;

    private Builder(FeatureType value) {
      this.type = value;
      this.values = ArrayValue.builder(value);
    }

    /** Adds a category with an integer, a boolean or a time by its bits. */
    public Builder putBits(String key, long value) {
      keys.add(key);
      values.addBits(value);
      return this;
    }

    public Builder putDouble(String key, double value) {
      return putBits(key, Double.doubleToRawLongBits(value));
    }

    /** Adds a category with a boxed value in the form of {@link ArrayValue#value}, or null. */
    public Builder put(String key, Object value) {
      keys.add(key);
      values.add(value);
      return this;
    }

    /**
     * Sets the value of the categories that were folded.
     *
     * @throws IllegalStateException if the values are not numbers
     */
    public Builder other(long bits) {
      if (type != FeatureType.LONG && type != FeatureType.DOUBLE) {
        throw new IllegalStateException(type + " values cannot be folded");
      }
      hasOther = true;
      other = bits;
      return this;
    }

    /** Sets {@link #other(long)} to a double. */
    public Builder otherDouble(double value) {
      return other(Double.doubleToRawLongBits(value));
    }

    /** Says that the values are not exact. */
    public Builder inexact() {
      exact = false;
      return this;
    }

    /**
     * Returns the map.
     *
     * @throws IllegalStateException if a category was added twice
     */
    public MapValue build() {
      ArrayValue given = values.build();
      Integer[] order = new Integer[keys.size()];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, Comparator.comparing(keys::get, TextOrder::compare));
      String[] sorted = new String[order.length];
      ArrayValue.Builder in = ArrayValue.builder(type);
      for (int i = 0; i < order.length; i++) {
        sorted[i] = keys.get(order[i]);
        if (i > 0 && sorted[i].equals(sorted[i - 1])) {
          throw new IllegalStateException("category '" + sorted[i] + "' was added twice");
        }
        in.add(given.value(order[i]));
      }
      return new MapValue(sorted, in.build(), hasOther, other, exact);
    }
  }
}
