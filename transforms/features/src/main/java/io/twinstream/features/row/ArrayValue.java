package io.twinstream.features.row;

import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.bytes.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The elements of an array feature: scalars of one type, any of which may be null. Immutable. */
public final class ArrayValue {
  private final FeatureType element;
  private final long[] bits;
  private final Object[] objects;
  private final boolean[] present;

  private ArrayValue(FeatureType element, long[] bits, Object[] objects, boolean[] present) {
    this.element = element;
    this.bits = bits;
    this.objects = objects;
    this.present = present;
  }

  /** Starts an array of elements of a scalar type. */
  public static Builder builder(FeatureType element) {
    return new Builder(element);
  }

  /**
   * Creates an array of boxed values, in the form of {@link #value}. Use it only where boxing does
   * not matter.
   */
  public static ArrayValue of(FeatureType element, List<?> values) {
    Builder builder = builder(element);
    values.forEach(builder::add);
    return builder.build();
  }

  /** Returns the type of the elements. */
  public FeatureType element() {
    return element;
  }

  public int size() {
    return present.length;
  }

  public boolean isNull(int index) {
    return !present[index];
  }

  /** Reports whether an element is null. */
  public boolean hasNull() {
    for (boolean each : present) {
      if (!each) {
        return true;
      }
    }
    return false;
  }

  /** Returns the bits of an element, as defined by its type; 0 for text, bytes and null. */
  public long bits(int index) {
    return bits == null ? 0 : bits[index];
  }

  public double asDouble(int index) {
    return element == FeatureType.DOUBLE ? Double.longBitsToDouble(bits[index]) : bits(index);
  }

  /** Returns an element that is text, or null. */
  public String text(int index) {
    return (String) objects[index];
  }

  /** Returns an element that is bytes, or null. */
  public Bytes bytes(int index) {
    return (Bytes) objects[index];
  }

  /**
   * Returns the boxed element, or null: {@code Long}, {@code Double}, {@code String}, {@code
   * Boolean}, milliseconds since 1970 as a {@code Long}, or {@code Bytes}.
   */
  public Object value(int index) {
    if (!present[index]) {
      return null;
    }
    return switch (element.kind()) {
      case LONG, TIMESTAMP -> bits[index];
      case DOUBLE -> Double.longBitsToDouble(bits[index]);
      case BOOLEAN -> bits[index] != 0;
      default -> objects[index];
    };
  }

  /**
   * Writes the number of elements, a bit per element that is not null, and these elements; {@link
   * #read} reads it back.
   */
  public void write(ByteWriter out) {
    out.varint(size());
    int presence = out.gap((size() + 7) / 8);
    for (int i = 0; i < size(); i++) {
      if (!present[i]) {
        continue;
      }
      out.setBit(presence, i);
      switch (element.kind()) {
        case LONG, TIMESTAMP -> out.signed(bits[i]);
        case DOUBLE -> out.fixed64(bits[i]);
        case BOOLEAN -> out.octet((int) bits[i]);
        case STRING -> out.text(text(i));
        case BYTES -> out.counted(bytes(i).toByteArray());
        case ARRAY, MAP -> throw new IllegalStateException("an array in an array");
      }
    }
  }

  /**
   * Reads an array of elements of a type.
   *
   * @throws IllegalArgumentException if the bytes are damaged
   */
  public static ArrayValue read(FeatureType element, ByteReader in) {
    long size = in.varint();
    in.require(size >= 0 && size <= Integer.MAX_VALUE, "the array is too long");
    int presence = in.skip((int) ((size + 7) / 8));
    Builder builder = builder(element);
    for (int i = 0; i < size; i++) {
      if (!in.isSet(presence, i)) {
        builder.addNull();
        continue;
      }
      switch (element.kind()) {
        case LONG, TIMESTAMP -> builder.addBits(in.signed());
        case DOUBLE -> builder.addBits(in.fixed64());
        case BOOLEAN -> builder.addBits(in.octet());
        case STRING -> builder.addText(in.text());
        case BYTES -> builder.addBytes(Bytes.of(in.counted()));
        case ARRAY, MAP -> throw new IllegalStateException("an array in an array");
      }
    }
    return builder.build();
  }

  /** Compares bit for bit, including nulls. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ArrayValue that
        && element == that.element
        && Arrays.equals(bits, that.bits)
        && Arrays.equals(objects, that.objects)
        && Arrays.equals(present, that.present);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(bits) + Arrays.hashCode(objects);
  }

  /**
   * Returns the elements as text, numbers, booleans and nulls, as JSON shows them: times in ISO
   * 8601, bytes in base64.
   */
  public List<Object> plain() {
    List<Object> elements = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) {
      elements.add(PlainJson.scalar(element.kind(), value(i)));
    }
    return elements;
  }

  /** Returns the JSON of the array, which {@link ValueJson} parses. */
  @Override
  public String toString() {
    return PlainJson.write(plain());
  }

  /** Collects elements in order. */
  public static final class Builder {
    private final FeatureType element;
    private long[] bits;
    private Object[] objects;
    private boolean[] present = new boolean[8];
    private int size;

    private Builder(FeatureType element) {
      if (!element.isScalar()) {
        throw new IllegalArgumentException("no array of " + element);
      }
      this.element = element;
      this.bits = element.isBits() ? new long[8] : null;
      this.objects = element.isBits() ? null : new Object[8];
    }

    public Builder addNull() {
      reserve();
      size++;
      return this;
    }

    /** Adds an integer, a boolean or a time by its bits. */
    public Builder addBits(long value) {
      reserve();
      bits[size] = value;
      present[size++] = true;
      return this;
    }

    public Builder addDouble(double value) {
      return addBits(Double.doubleToRawLongBits(value));
    }

    public Builder addText(String value) {
      return addObject(value);
    }

    public Builder addBytes(Bytes value) {
      return addObject(value);
    }

    private Builder addObject(Object value) {
      reserve();
      objects[size] = value;
      present[size++] = true;
      return this;
    }

    /** Adds a boxed value in the form of {@link ArrayValue#value}; null adds null. */
    public Builder add(Object value) {
      if (value == null) {
        return addNull();
      }
      return switch (element.kind()) {
        case LONG, TIMESTAMP -> addBits(((Number) value).longValue());
        case DOUBLE -> addDouble(((Number) value).doubleValue());
        case BOOLEAN -> addBits((Boolean) value ? 1 : 0);
        case STRING -> addText((String) value);
        case BYTES -> addBytes((Bytes) value);
        case ARRAY, MAP -> throw new IllegalStateException("an array in an array");
      };
    }

    private void reserve() {
      if (size == present.length) {
        int more = size * 2;
        present = Arrays.copyOf(present, more);
        bits = bits == null ? null : Arrays.copyOf(bits, more);
        objects = objects == null ? null : Arrays.copyOf(objects, more);
      }
    }

    public int size() {
      return size;
    }

    /** Returns the array; the builder may be used further. */
    public ArrayValue build() {
      return new ArrayValue(
          element,
          bits == null ? null : Arrays.copyOf(bits, size),
          objects == null ? null : Arrays.copyOf(objects, size),
          Arrays.copyOf(present, size));
    }
  }
}
