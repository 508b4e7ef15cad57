package io.twinstream.features.load;

import io.twinstream.features.text.Place;
import io.twinstream.features.yaml.YamlNode;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Where each part of a model, or an attribute of a part, is written. Parts are told by identity.
 */
final class Places {
  private final Map<Object, Map<String, Place>> places = new IdentityHashMap<>();

  void put(Object part, String attribute, Place place) {
    places.computeIfAbsent(part, p -> new HashMap<>()).put(attribute, place);
  }

  /** Remembers every attribute of the mapping that a part was read from, and the part itself. */
  void putAll(Object part, YamlNode written) {
    put(part, "", written.place());
    written.places().forEach((attribute, place) -> put(part, attribute, place));
  }

  /** The attribute's place, else the part's, else nowhere. */
  Place of(Object part, String attribute) {
    Map<String, Place> known = places.getOrDefault(part, Map.of());
    return known.getOrDefault(attribute, known.getOrDefault("", Place.NOWHERE));
  }
}
