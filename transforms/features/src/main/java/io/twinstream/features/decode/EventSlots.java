package io.twinstream.features.decode;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Reason;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Collects the values of one record, and the first problem among them. */
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

  long[] bits;
  String[] texts;
  boolean[] present;
  boolean hasKnown;
  long known;
  Reason reason;
  String detail;
  private int problemSlot;

  /** Behind the slots of the schema there is one more slot, for the column of the known time. */
  EventSlots(Schema schema, HistoryMapping mapping, boolean live) {
    this.size = schema.size();
    this.names = new String[size + 1];
    this.types = new FieldType[size + 1];
    this.kinds = new Kind[size + 1];
    this.columnNames = new String[size + 1];
    this.claimed = new boolean[size + 1];
    for (int slot = 0; slot < size; slot++) {
      Field field = schema.field(slot);
      String column = live ? field.name() : mapping.column(field.name());
      describe(slot, field.name(), field.type(), column);
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
    if (slot == size) {
      hasKnown = true;
      known = value;
    } else {
      bits[slot] = value;
      present[slot] = true;
    }
  }

  void set(int slot, String value) {
    texts[slot] = value;
    present[slot] = true;
  }

  void wrong(int slot, String value) {
    fail(slot, Reason.WRONG_TYPE, value.equals("NaN") ? "NaN is not a number" : value);
  }

  void fail(int slot, Reason reason, String value) {
    if (slot < problemSlot) {
      problemSlot = slot;
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
