package io.twinstream.features.row;

import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.bytes.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The values of an ordered list of features, without boxing. It is mutable while it is filled, and
 * never changed afterwards.
 */
public final class FeatureRow {
  /**
   * Given to {@link #setValue}, sets no value: there are events, but what is kept of them does not
   * tell it.
   */
  public static final Object INEXACT = new Object();

  private final List<FeatureType> types;
  private final long[] bits;
  private Object[] objects; // Null while no value is text, bytes, an array or a map.
  private final boolean[] present;
  private boolean[] inexact; // Null while no value is missing for this reason.

  /** Creates a row of nulls. */
  public FeatureRow(List<FeatureType> types) {
    this.types = types;
    this.bits = new long[types.size()];
    this.present = new boolean[types.size()];
  }

  public int size() {
    return bits.length;
  }

  public FeatureType type(int index) {
    return types.get(index);
  }

  public boolean isNull(int index) {
    return !present[index];
  }

  /**
   * Returns the bits of a value, as defined by its {@link FeatureType}; 0 for null and for values
   * that are objects.
   */
  public long bits(int index) {
    return bits[index];
  }

  public double asDouble(int index) {
    return types.get(index) == FeatureType.DOUBLE
        ? Double.longBitsToDouble(bits[index])
        : (double) bits[index];
  }

  public String text(int index) {
    return objects == null ? null : (String) objects[index];
  }

  /** Returns a value that is bytes, or null. */
  public Bytes bytes(int index) {
    return objects == null ? null : (Bytes) objects[index];
  }

  /** Returns a value that is an array, or null. */
  public ArrayValue array(int index) {
    return objects == null ? null : (ArrayValue) objects[index];
  }

  /** Returns a value that is a map, or null. */
  public MapValue map(int index) {
    return objects == null ? null : (MapValue) objects[index];
  }

  /**
   * Returns the boxed value, or null: as {@link ArrayValue#value} does, an {@link ArrayValue} or a
   * {@link MapValue}. Use it only where boxing does not matter.
   */
  public Object value(int index) {
    if (!present[index]) {
      return null;
    }
    return switch (types.get(index).kind()) {
      case LONG, TIMESTAMP -> bits[index];
      case DOUBLE -> Double.longBitsToDouble(bits[index]);
      case BOOLEAN -> bits[index] != 0;
      case STRING, BYTES, ARRAY, MAP -> objects[index];
    };
  }

  /**
   * Returns a value as text, numbers, booleans, lists, maps and nulls, with the structure of its
   * JSON: times in ISO 8601, bytes in base64.
   */
  public Object plain(int index) {
    Object value = value(index);
    return value instanceof ArrayValue array
        ? array.plain()
        : value instanceof MapValue map
            ? map.plain()
            : PlainJson.scalar(types.get(index).kind(), value);
  }

  /**
   * Reports whether there is no value although there are events, because what is kept of them does
   * not tell it: a null that says that it is not known. Rows that were stored and read back do not
   * tell; {@link #equals} ignores it.
   */
  public boolean isInexact(int index) {
    return inexact != null && inexact[index];
  }

  /** Reports whether any value is missing for this reason. */
  public boolean hasInexact() {
    return inexact != null;
  }

  /** Leaves a value null because what is kept of the events does not tell it. */
  public void setInexact(int index) {
    setNull(index);
    if (inexact == null) {
      inexact = new boolean[bits.length];
    }
    inexact[index] = true;
  }

  public void setNull(int index) {
    present[index] = false;
    bits[index] = 0;
    if (objects != null) {
      objects[index] = null;
    }
  }

  public void setBits(int index, long value) {
    present[index] = true;
    bits[index] = value;
  }

  public void setDouble(int index, double value) {
    setBits(index, Double.doubleToRawLongBits(value));
  }

  public void setText(int index, String value) {
    setObject(index, value);
  }

  public void setBytes(int index, Bytes value) {
    setObject(index, value);
  }

  public void setArray(int index, ArrayValue value) {
    setObject(index, value);
  }

  public void setMap(int index, MapValue value) {
    setObject(index, value);
  }

  private void setObject(int index, Object value) {
    present[index] = true;
    if (objects == null) {
      objects = new Object[bits.length];
    }
    objects[index] = value;
  }

  /** Writes a value that is bytes, an array or a map; {@link #readObject} reads it back. */
  public void writeObject(int index, ByteWriter out) {
    switch (types.get(index).kind()) {
      case BYTES -> out.counted(bytes(index).toByteArray());
      case ARRAY -> array(index).write(out);
      case MAP -> map(index).write(out);
      default -> throw new IllegalStateException(types.get(index) + " is not an object");
    }
  }

  /**
   * Sets a value that is bytes, an array or a map.
   *
   * @throws IllegalArgumentException if the bytes are damaged
   */
  public void readObject(int index, ByteReader in) {
    FeatureType type = types.get(index);
    switch (type.kind()) {
      case BYTES -> setBytes(index, Bytes.of(in.counted()));
      case ARRAY -> setArray(index, ArrayValue.read(type.element(), in));
      case MAP -> setMap(index, MapValue.read(type.element(), in));
      default -> throw new IllegalStateException(type + " is not an object");
    }
  }

  /** Sets a boxed value, as {@link #value} returns it. Use it only where boxing does not matter. */
  public void setValue(int index, Object value) {
    if (value == null) {
      setNull(index);
    } else if (value == INEXACT) {
      setInexact(index);
    } else if (!types.get(index).isBits()) {
      setObject(index, value);
    } else if (value instanceof Double number) {
      setDouble(index, number);
    } else if (value instanceof Boolean flag) {
      setBits(index, flag ? 1 : 0);
    } else {
      setBits(index, (Long) value);
    }
  }

  /** Copies the value at {@code from} of another row. */
  public void set(int index, FeatureRow row, int from) {
    present[index] = row.present[from];
    bits[index] = row.bits[from];
    if (objects != null || row.objects != null) {
      setObject(index, row.objects == null ? null : row.objects[from]);
      present[index] = row.present[from];
    }
    if (row.isInexact(from)) {
      setInexact(index);
    }
  }

  /** Reports whether a value equals that of another row of the same features, bit for bit. */
  public boolean isSame(int index, FeatureRow other) {
    return present[index] == other.present[index]
        && bits[index] == other.bits[index]
        && Objects.equals(object(index), other.object(index));
  }

  private Object object(int index) {
    return objects == null ? null : objects[index];
  }

  /** Compares bit for bit, including nulls. */
  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureRow that
        && types.equals(that.types)
        && Arrays.equals(bits, that.bits)
        && sameObjects(that)
        && Arrays.equals(present, that.present);
  }

  private boolean sameObjects(FeatureRow that) {
    for (int i = 0; i < size() && objects != that.objects; i++) {
      if (!Objects.equals(object(i), that.object(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bits); // A missing array of objects equals one of nulls.
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("[");
    for (int i = 0; i < size(); i++) {
      out.append(i == 0 ? "" : ", ").append(value(i));
    }
    return out.append(']').toString();
  }
}
