package io.twinstream.features.decode;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldPath;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where the values of fields are in a nested record: a tree of the steps of all paths. It is part
 * of a decoder, for one thread.
 */
public final class RecordPaths {
  private static final int[] NONE = {};

  /** The path to here. */
  final String path;

  /** The slots whose value is here; of an array with a path to each element, that of elements. */
  int[] slots = NONE;

  /** The slots of arrays that have one element per element of the array here. */
  int[] collected = NONE;

  /** The slots whose values are further down, at keys of an object. */
  int[] ofKeys = NONE;

  /** The slots whose values are further down, at elements of an array. */
  int[] ofElements = NONE;

  private final Map<String, RecordPaths> keys = new HashMap<>();
  private final TreeMap<Integer, RecordPaths> indexes = new TreeMap<>();
  private RecordPaths each;

  /** The object in which the key of this was read last, to find keys that occur twice. */
  long seenIn;

  private RecordPaths(String path) {
    this.path = path;
  }

  /**
   * @param live whether records are read without the mapping
   */
  static RecordPaths of(Schema schema, EventSlots slots, HistoryMapping mapping, boolean live) {
    RecordPaths root = new RecordPaths("");
    for (int slot = 0; slot < schema.size(); slot++) {
      Field field = schema.field(slot);
      if (!field.isComputed()) {
        String column = live ? null : mapping.columns().get(field.name());
        FieldPath path = column == null ? field.fieldPath() : FieldPath.ofKey(column);
        root.add(path, slot, path.isOfEach() ? slots.element(slot) : slot);
      }
    }
    if (!live && mapping.known().isPresent()) {
      root.add(FieldPath.ofKey(mapping.known().get()), schema.size(), schema.size());
    }
    return root;
  }

  /**
   * @param slot the slot of the field
   * @param target the slot that values are set at
   */
  private void add(FieldPath path, int slot, int target) {
    RecordPaths at = this;
    for (FieldPath.Step step : path.steps()) {
      if (step.isKey()) {
        at.ofKeys = with(at.ofKeys, target);
        String to = at.path.isEmpty() ? step.key() : at.path + "." + step.key();
        at = at.keys.computeIfAbsent(step.key(), key -> new RecordPaths(to));
        continue;
      }
      at.ofElements = with(at.ofElements, target);
      if (step.isEach()) {
        at.collected = with(at.collected, slot);
        at.each = at.each == null ? new RecordPaths(at.path + "[*]") : at.each;
        at = at.each;
      } else {
        String to = at.path + "[" + step.index() + "]";
        at = at.indexes.computeIfAbsent(step.index(), index -> new RecordPaths(to));
      }
    }
    at.slots = with(at.slots, target);
  }

  private static int[] with(int[] slots, int slot) {
    int[] more = Arrays.copyOf(slots, slots.length + 1);
    more[slots.length] = slot;
    return more;
  }

  /** Returns the path to here; empty for the record itself. */
  public String path() {
    return path;
  }

  /**
   * Returns the slots whose value is here; of an array with a path to each element, that of
   * elements.
   */
  public int[] slots() {
    return slots.clone();
  }

  /** Returns the slots of arrays that have one element per element of the array here. */
  public int[] collected() {
    return collected.clone();
  }

  /** Returns the slots whose values are further down, at keys of an object. */
  public int[] ofKeys() {
    return ofKeys.clone();
  }

  /** Returns the slots whose values are further down, at elements of an array. */
  public int[] ofElements() {
    return ofElements.clone();
  }

  /** Returns the keys of an object here that fields are read from. */
  public Set<String> keys() {
    return Collections.unmodifiableSet(keys.keySet());
  }

  /** Returns the number of elements of an array here that may be read differently from others. */
  public int indexes() {
    return indexes.isEmpty() ? 0 : indexes.lastKey() + 1;
  }

  /** Returns what is at a key of an object here; null if no field is read from there. */
  public RecordPaths key(String key) {
    return keys.get(key);
  }

  /** Reports whether no field is read from within the value here. */
  boolean isLeaf() {
    return ofKeys.length == 0 && ofElements.length == 0;
  }

  /** Returns what is at the elements of an array here: at one index, or at each. */
  public List<RecordPaths> element(int index) {
    List<RecordPaths> found = new ArrayList<>(2);
    if (each != null) {
      found.add(each);
    }
    RecordPaths one = indexes.get(index);
    if (one != null) {
      found.add(one);
    }
    return found;
  }
}
