package io.twinstream.serving.registry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * One definition or model in the registry.
 *
 * @param kind of the entry
 * @param name within its kind, with the version if it has one
 * @param owner the responsible team or person; may be empty
 * @param tags for searches
 * @param about further properties, by their JSON names
 */
record Entry(Kind kind, String name, String owner, List<String> tags, Map<String, Object> about) {

  /** The kinds of entries, in the order of the data flow. */
  enum Kind {
    SOURCE("sources"),
    ENTITY("entities"),
    VIEW("views"),
    FEATURE("features"),
    SERVICE("services"),
    MODEL("models");

    private final String plural;

    Kind(String plural) {
      this.plural = plural;
    }

    /** The name in URLs. */
    String plural() {
      return plural;
    }
  }

  Entry {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
    tags = List.copyOf(tags);
  }

  /** {@code kind/name}, the id in lineage. */
  String id() {
    return kind.name().toLowerCase(Locale.ROOT) + "/" + name;
  }

  /** Whether a text is part of the name, the owner or a tag, ignoring case. */
  boolean matches(String text) {
    String sought = text.toLowerCase(Locale.ROOT);
    return name.toLowerCase(Locale.ROOT).contains(sought)
        || owner.toLowerCase(Locale.ROOT).contains(sought)
        || tags.stream().anyMatch(tag -> tag.toLowerCase(Locale.ROOT).contains(sought));
  }
}
