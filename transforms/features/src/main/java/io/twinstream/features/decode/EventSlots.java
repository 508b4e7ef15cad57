package io.twinstream.features.decode;

import io.twinstream.features.bytes.Bytes;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Reason;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Collects the values of one record, and the first problem among them. Behind the slots of the
 * schema there is one for the column of the known time, and one per field that is an array: an
 * element is set there like the value of a field, and {@link #endElement} appends it to the array.
 */
final class EventSlots {
  private static final int[] NONE = {};
  private static final int MAX_VALUE = 80;

  private final int size;
  private final String[] names;
  private final FieldType[] types;
  private final Kind[] kinds;
  private final String[] columnNames;
  private final Map<String, int[]> columns = new HashMap<>();
  private final boolean[] claimed;
  private final ArraySlots arrays;

  long[] bits;
  String[] texts;
  Object[] objects; // Null if no field is bytes or an array.
  boolean[] present;
  boolean hasKnown;
  long known;
  Reason reason;
  String detail;
  private int problemSlot;

  EventSlots(Schema schema, HistoryMapping mapping, boolean live) {
    this.size = schema.size();
    this.arrays = ArraySlots.of(schema);
    int all = size + 1 + arrays.count();
    this.names = new String[all];
    this.types = new FieldType[all];
    this.kinds = new Kind[all];
    this.columnNames = new String[all];
    this.claimed = new boolean[all];
    for (int slot = 0; slot < size; slot++) {
      Field field = schema.field(slot);
      String column = live ? field.name() : mapping.column(field);
      describe(slot, field.name(), field.type(), column);
      if (field.type().isArray()) {
        describe(arrays.element(slot), field.name(), field.type().element(), column);
      }
      if (!field.isComputed()) {
        addColumn(column, slot);
      }
    }
    String known = live ? "known" : mapping.known().orElse("known");
    describe(size, "known", FieldType.TIMESTAMP, known);
    if (!live && mapping.known().isPresent()) {
      addColumn(known, size);
    }
  }

  private void describe(int slot, String name, FieldType type, String column) {
    names[slot] = name;
    types[slot] = type;
    kinds[slot] = type.kind();
    columnNames[slot] = column;
  }

  /** Returns the name of a field for problems, with its column if that has another name. */
  String named(int slot) {
    String column = isColumn(slot) ? "" : " (column '" + columnNames[slot] + "')";
    return "field '" + names[slot] + "'" + column;
  }

  private boolean isColumn(int slot) {
    return columnNames[slot].equals(names[slot]);
  }

  private void addColumn(String column, int slot) {
    int[] before = columns.getOrDefault(column, NONE);
    int[] after = Arrays.copyOf(before, before.length + 1);
    after[before.length] = slot;
    columns.put(column, after);
  }

  /** Returns the slots that each column fills. */
  Map<String, int[]> columns() {
    return columns;
  }

  int[] of(String column) {
    return columns.getOrDefault(column, NONE);
  }

  Kind kind(int slot) {
    return kinds[slot];
  }

  FieldType type(int slot) {
    return types[slot];
  }

  void begin() {
    objects = arrays.begin();
    bits = new long[size];
    texts = new String[size];
    present = new boolean[size];
    hasKnown = false;
    reason = null;
    detail = null;
    problemSlot = Integer.MAX_VALUE;
    Arrays.fill(claimed, false);
  }

  boolean claim(int slot) {
    if (claimed[slot]) {
      malformed("field '" + names[slot] + "' appears twice");
      return false;
    }
    claimed[slot] = true;
    return true;
  }

  void set(int slot, long value) {
    if (slot > size) {
      arrays.set(slot, value);
    } else if (slot == size) {
      hasKnown = true;
      known = value;
    } else {
      bits[slot] = value;
      present[slot] = true;
    }
  }

  void set(int slot, String value) {
    String text = types[slot].fit(value);
    if (text == null) {
      fail(slot, Reason.OUT_OF_RANGE, value);
    } else if (slot > size) {
      arrays.set(slot, text);
    } else {
      texts[slot] = text;
      present[slot] = true;
    }
  }

  void set(int slot, Bytes value) {
    if (slot > size) {
      arrays.set(slot, value);
    } else {
      objects[slot] = value;
      present[slot] = true;
    }
  }

  /** Reports whether a field has a value, or begins to have one. */
  boolean isSet(int slot) {
    return present[slot] || (kinds[slot] == Kind.ARRAY && arrays.isOpen(slot));
  }

  /** Returns the slot for the elements of an array. */
  int element(int slot) {
    return arrays.element(slot);
  }

  /** Begins an array, which is then empty and not null. */
  void startArray(int slot) {
    arrays.start(slot);
  }

  /** Appends the value of the element slot, or null, to an array. */
  void endElement(int slot) {
    arrays.endElement(slot);
  }

  /** Returns the number of elements of an array that have been appended. */
  int elements(int slot) {
    return arrays.size(slot);
  }

  /** Ends all arrays. */
  void endArrays() {
    arrays.end(
        (slot, array, problem) -> {
          objects[slot] = array;
          present[slot] = true;
          if (problem != null) {
            fail(slot, Reason.WRONG_TYPE, problem);
          }
        });
  }

  void wrong(int slot, String value) {
    fail(slot, Reason.WRONG_TYPE, value.equals("NaN") ? "NaN is not a number" : value);
  }

  void fail(int slot, Reason reason, String value) {
    int field = slot > size ? arrays.field(slot) : slot;
    if (field < problemSlot) {
      problemSlot = field;
      this.reason = reason;
      String column = isColumn(slot) ? "" : ", column '" + columnNames[slot] + "'";
      this.detail = "field '" + names[slot] + "' (" + types[slot] + column + "): " + shown(value);
    }
  }

  /** Formats a value for a message. */
  static String shown(String value) {
    return value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) + "…" : value;
  }

  /** Reports that the record as a whole is malformed, which hides the problems of fields. */
  void malformed(String detail) {
    if (problemSlot >= 0) {
      problemSlot = -1;
      this.reason = Reason.MALFORMED;
      this.detail = detail;
    }
  }
}
