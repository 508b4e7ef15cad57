package io.twinstream.serving.registry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * One thing that is served.
 *
 * @param kind what it is
 * @param name its name within the kind, with the version if it has one
 * @param owner who answers for it; may be empty
 * @param tags for searching
 * @param about everything else, by the names that callers see
 */
record Entry(Kind kind, String name, String owner, List<String> tags, Map<String, Object> about) {

  /** The kinds of things, in the order in which data flows through them. */
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

    /** What routes call it. */
    String plural() {
      return plural;
    }
  }

  Entry {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
    tags = List.copyOf(tags);
  }

  /** {@code kind/name}: what lineage calls it. */
  String id() {
    return kind.name().toLowerCase(Locale.ROOT) + "/" + name;
  }

  /** Whether a text is part of its name, owner, or one of its tags; case does not matter. */
  boolean matches(String text) {
    String sought = text.toLowerCase(Locale.ROOT);
    return name.toLowerCase(Locale.ROOT).contains(sought)
        || owner.toLowerCase(Locale.ROOT).contains(sought)
        || tags.stream().anyMatch(tag -> tag.toLowerCase(Locale.ROOT).contains(sought));
  }
}
