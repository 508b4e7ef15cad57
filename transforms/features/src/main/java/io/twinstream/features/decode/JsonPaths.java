package io.twinstream.features.decode;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldPath;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the values of fields are in a JSON record: a tree of the steps of all paths. It is part of
 * a decoder, for one thread.
 */
final class JsonPaths {
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

  private final Map<String, JsonPaths> keys = new HashMap<>();
  private final TreeMap<Integer, JsonPaths> indexes = new TreeMap<>();
  private JsonPaths each;

  /** The object in which the key of this was read last, to find keys that occur twice. */
  long seenIn;

  private JsonPaths(String path) {
    this.path = path;
  }

  /**
   * @param live whether records are read without the mapping
   */
  static JsonPaths of(Schema schema, EventSlots slots, HistoryMapping mapping, boolean live) {
    JsonPaths root = new JsonPaths("");
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
    JsonPaths at = this;
    for (FieldPath.Step step : path.steps()) {
      if (step.isKey()) {
        at.ofKeys = with(at.ofKeys, target);
        String to = at.path.isEmpty() ? step.key() : at.path + "." + step.key();
        at = at.keys.computeIfAbsent(step.key(), key -> new JsonPaths(to));
        continue;
      }
      at.ofElements = with(at.ofElements, target);
      if (step.isEach()) {
        at.collected = with(at.collected, slot);
        at.each = at.each == null ? new JsonPaths(at.path + "[*]") : at.each;
        at = at.each;
      } else {
        String to = at.path + "[" + step.index() + "]";
        at = at.indexes.computeIfAbsent(step.index(), index -> new JsonPaths(to));
      }
    }
    at.slots = with(at.slots, target);
  }

  private static int[] with(int[] slots, int slot) {
    int[] more = Arrays.copyOf(slots, slots.length + 1);
    more[slots.length] = slot;
    return more;
  }

  /** Returns what is at a key of an object here; null if no field is read from there. */
  JsonPaths key(String key) {
    return keys.get(key);
  }

  /** Reports whether no field is read from within the value here. */
  boolean isLeaf() {
    return ofKeys.length == 0 && ofElements.length == 0;
  }

  /** Returns what is at the elements of an array here: at one index, or at each. */
  List<JsonPaths> element(int index) {
    List<JsonPaths> found = new ArrayList<>(2);
    if (each != null) {
      found.add(each);
    }
    JsonPaths one = indexes.get(index);
    if (one != null) {
      found.add(one);
    }
    return found;
  }
}
