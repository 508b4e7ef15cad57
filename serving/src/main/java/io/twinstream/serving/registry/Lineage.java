package io.twinstream.serving.registry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The dependencies between entries: from sources over views, features and services to models. */
final class Lineage {
  private final Map<String, Set<String>> from = new LinkedHashMap<>();
  private final Map<String, Set<String>> into = new LinkedHashMap<>();

  /** Adds the dependency of one entry on another. */
  void add(String thing, String made) {
    from.computeIfAbsent(made, id -> new LinkedHashSet<>()).add(thing);
    into.computeIfAbsent(thing, id -> new LinkedHashSet<>()).add(made);
  }

  /** Everything that an entry depends on, the nearest first. */
  List<String> upstream(String id) {
    return reach(from, id);
  }

  /** Everything that depends on an entry, the nearest first. */
  List<String> downstream(String id) {
    return reach(into, id);
  }

  private static List<String> reach(Map<String, Set<String>> edges, String id) {
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> next = new ArrayDeque<>(edges.getOrDefault(id, Set.of()));
    while (!next.isEmpty()) {
      String one = next.removeFirst();
      if (seen.add(one)) {
        next.addAll(edges.getOrDefault(one, Set.of()));
      }
    }
    return List.copyOf(seen);
  }
}
