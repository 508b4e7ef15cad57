package io.twinstream.features.load;

import io.twinstream.features.text.Place;
import io.twinstream.features.yaml.YamlNode;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The place in a file of each definition and of its attributes. Definitions are compared by
 * identity.
 */
final class Places {
  private final Map<Object, Map<String, Place>> places = new IdentityHashMap<>();

  void put(Object part, String attribute, Place place) {
    places.computeIfAbsent(part, p -> new HashMap<>()).put(attribute, place);
  }

  /**
   * Records the place of a definition and of every attribute of the mapping that it was read from.
   */
  void putAll(Object part, YamlNode written) {
    put(part, "", written.place());
    written.places().forEach((attribute, place) -> put(part, attribute, place));
  }

  /** Records the places of a definition for its copy. */
  void copy(Object part, Object copied) {
    places.put(copied, places.getOrDefault(part, Map.of()));
  }

  /**
   * Returns the place of the attribute, or else of the definition, or else {@link Place#NOWHERE}.
   */
  Place of(Object part, String attribute) {
    Map<String, Place> known = places.getOrDefault(part, Map.of());
    return known.getOrDefault(attribute, known.getOrDefault("", Place.NOWHERE));
  }

  /** Reports whether an attribute of a definition is written in a file. */
  boolean isWritten(Object part, String attribute) {
    return places.getOrDefault(part, Map.of()).containsKey(attribute);
  }
}
