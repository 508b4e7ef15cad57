package io.twinstream.features.decode;

import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.row.ArrayValue;
import java.util.Arrays;

/** Collects the elements of the fields of one record that are arrays. */
final class ArraySlots {
  private final FieldType[] types;
  private final boolean hasObjects;

  /** By slot, the slot of its elements; 0 for a field that is no array. */
  private final int[] elements;

  /** By slot of elements, counted from the first of these, the slot of the array. */
  private final int[] fields;

  private final ArrayValue.Builder[] open;
  private final Object[] staged;

  private ArraySlots(FieldType[] types, int[] elements, int[] fields, boolean hasObjects) {
    this.types = types;
    this.elements = elements;
    this.fields = fields;
    this.hasObjects = hasObjects;
    this.open = new ArrayValue.Builder[fields.length];
    this.staged = new Object[fields.length];
  }

  static ArraySlots of(Schema schema) {
    int size = schema.size();
    FieldType[] types = new FieldType[size];
    int[] elements = new int[size];
    int[] fields = new int[size];
    int count = 0;
    boolean hasObjects = false;
    for (int slot = 0; slot < size; slot++) {
      types[slot] = schema.field(slot).type();
      hasObjects |= types[slot].isObject();
      if (types[slot].isArray()) {
        elements[slot] = size + 1 + count;
        fields[count++] = slot;
      }
    }
    return new ArraySlots(types, elements, Arrays.copyOf(fields, count), hasObjects);
  }

  int count() {
    return fields.length;
  }

  int element(int slot) {
    return elements[slot];
  }

  /** Returns the array that the slot of elements belongs to. */
  int field(int element) {
    return fields[index(element)];
  }

  private int index(int element) {
    return element - types.length - 1;
  }

  /** Starts a record and returns the objects of its slots; null if no field is an object. */
  Object[] begin() {
    Arrays.fill(open, null);
    Arrays.fill(staged, null);
    return hasObjects ? new Object[types.length] : null;
  }

  void set(int element, Object value) {
    staged[index(element)] = value;
  }

  void start(int slot) {
    int at = index(elements[slot]);
    if (open[at] == null) {
      open[at] = ArrayValue.builder(types[slot].held());
    }
  }

  void endElement(int slot) {
    int at = index(elements[slot]);
    Object value = staged[at];
    staged[at] = null;
    if (value instanceof Long bits) {
      open[at].addBits(bits);
    } else {
      open[at].add(value);
    }
  }

  boolean isOpen(int slot) {
    return open[index(elements[slot])] != null;
  }

  int size(int slot) {
    int at = index(elements[slot]);
    return open[at] == null ? 0 : open[at].size();
  }

  /** Receives an array, and what is wrong with it, or null. */
  interface Ended {
    void array(int slot, ArrayValue array, String problem);
  }

  /** Ends the arrays, and checks their lengths. */
  void end(Ended to) {
    for (int at = 0; at < open.length; at++) {
      if (open[at] != null) {
        int slot = fields[at];
        ArrayValue array = open[at].build();
        to.array(slot, array, problem(types[slot].length(), array));
      }
    }
  }

  private static String problem(int length, ArrayValue array) {
    if (length > 0 && array.size() != length) {
      return array.size() + " elements instead of " + length;
    }
    return length > 0 && array.hasNull() ? "an element that is null" : null;
  }
}
