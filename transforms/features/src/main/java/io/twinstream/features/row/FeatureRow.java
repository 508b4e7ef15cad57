package io.twinstream.features.row;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The values of an ordered list of features, without boxing. It is mutable while it is filled, and
 * never changed afterwards.
 */
public final class FeatureRow {
  private final List<FeatureType> types;
  private final long[] bits;
  private String[] texts; // Null while no value is text.
  private final boolean[] present;

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

  /** Returns the bits of a value, as defined by its {@link FeatureType}; 0 for text and null. */
  public long bits(int index) {
    return bits[index];
  }

  public double asDouble(int index) {
    return types.get(index) == FeatureType.DOUBLE
        ? Double.longBitsToDouble(bits[index])
        : (double) bits[index];
  }

  public String text(int index) {
    return texts == null ? null : texts[index];
  }

  /** Returns the boxed value, or null. Use it only where boxing does not matter. */
  public Object value(int index) {
    if (!present[index]) {
      return null;
    }
    return switch (types.get(index)) {
      case LONG, TIMESTAMP -> bits[index];
      case DOUBLE -> Double.longBitsToDouble(bits[index]);
      case BOOLEAN -> bits[index] != 0;
      case STRING -> text(index);
    };
  }

  public void setNull(int index) {
    present[index] = false;
    bits[index] = 0;
    if (texts != null) {
      texts[index] = null;
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
    present[index] = true;
    if (texts == null) {
      texts = new String[bits.length];
    }
    texts[index] = value;
  }

  /** Sets a boxed value, as {@link #value} returns it. Use it only where boxing does not matter. */
  public void setValue(int index, Object value) {
    if (value == null) {
      setNull(index);
    } else if (value instanceof String text) {
      setText(index, text);
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
    if (texts != null || row.texts != null) {
      setText(index, row.text(from));
      present[index] = row.present[from];
    }
  }

  /** Reports whether a value equals that of another row of the same features, bit for bit. */
  public boolean isSame(int index, FeatureRow other) {
    return present[index] == other.present[index]
        && bits[index] == other.bits[index]
        && Objects.equals(text(index), other.text(index));
  }

  /** Compares bit for bit, including nulls. */
  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureRow that
        && types.equals(that.types)
        && Arrays.equals(bits, that.bits)
        && sameTexts(that)
        && Arrays.equals(present, that.present);
  }

  private boolean sameTexts(FeatureRow that) {
    for (int i = 0; i < size() && texts != that.texts; i++) {
      if (!Objects.equals(text(i), that.text(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bits); // A missing array of texts equals one of nulls.
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
