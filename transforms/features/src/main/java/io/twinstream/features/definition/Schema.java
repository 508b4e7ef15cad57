package io.twinstream.features.definition;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ordered fields of a source; the index of a field is its slot in every {@code Event}. */
@SuppressWarnings("serial") // List.copyOf is serializable.
public final class Schema implements Serializable {
  private static final long serialVersionUID = 1;

  private final List<Field> fields;
  private final Map<String, HolidayCalendar> calendars;
  private final HashMap<String, Integer> slots = new HashMap<>();

  public Schema(List<Field> fields) {
    this(fields, Map.of());
  }

  private Schema(List<Field> fields, Map<String, HolidayCalendar> calendars) {
    this.fields = List.copyOf(fields);
    this.calendars = Map.copyOf(calendars);
    for (int i = 0; i < this.fields.size(); i++) {
      if (slots.put(this.fields.get(i).name(), i) != null) {
        throw new IllegalArgumentException("field declared twice: " + this.fields.get(i).name());
      }
    }
  }

  /** Returns the schema with the calendars that expressions over its fields may name. */
  public Schema withCalendars(Map<String, HolidayCalendar> named) {
    return new Schema(fields, named);
  }

  /** Returns the calendars that expressions over the fields may name. */
  public Map<String, HolidayCalendar> calendars() {
    return calendars;
  }

  /** Returns the fields before a slot. */
  public Schema before(int slot) {
    return new Schema(fields.subList(0, slot), calendars);
  }

  public List<Field> fields() {
    return fields;
  }

  public int size() {
    return fields.size();
  }

  public Field field(int slot) {
    return fields.get(slot);
  }

  public boolean has(String name) {
    return slots.containsKey(name);
  }

  /** Returns the slot of the named field, or -1. */
  public int find(String name) {
    return slots.getOrDefault(name, -1);
  }

  /**
   * Returns the slot of the named field.
   *
   * @throws IllegalArgumentException if the schema has no such field
   */
  public int slot(String name) {
    int slot = find(name);
    if (slot < 0) {
      throw new IllegalArgumentException("no field '" + name + "' among " + slots.keySet());
    }
    return slot;
  }

  public Field field(String name) {
    return fields.get(slot(name));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Schema that && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
