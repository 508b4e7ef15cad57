package io.twinstream.e2e;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Top-level classes that depend on each other in circles, by Tarjan's algorithm: each strongly
 * connected component of more than one class is a circle.
 */
final class ClassCircles {
  private final Map<String, Set<String>> uses;
  private final Map<String, Integer> index = new HashMap<>();
  private final Map<String, Integer> low = new HashMap<>();
  private final Deque<String> open = new ArrayDeque<>();
  private final Set<String> circles = new TreeSet<>();

  private ClassCircles(Map<String, Set<String>> uses) {
    this.uses = uses;
  }

  /** Each circle as the names of its classes, sorted, with spaces between them. */
  static Set<String> of(JavaClasses classes, String prefix) {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (JavaClass type : classes) {
      if (type.getName().startsWith(prefix) && !isGenerated(type)) {
        Set<String> used = uses.computeIfAbsent(topLevel(type), name -> new TreeSet<>());
        for (Dependency each : type.getDirectDependenciesFromSelf()) {
          String target = topLevel(each.getTargetClass().getBaseComponentType());
          if (target.startsWith(prefix)) {
            used.add(target);
          }
        }
      }
    }
    return of(uses);
  }

  static Set<String> of(Map<String, Set<String>> uses) {
    ClassCircles found = new ClassCircles(uses);
    for (String name : uses.keySet()) {
      if (!found.index.containsKey(name)) {
        found.visit(name);
      }
    }
    return found.circles;
  }

  /** By Micronaut, for a class of ours. */
  private static boolean isGenerated(JavaClass type) {
    return type.getName().contains(".$");
  }

  private static String topLevel(JavaClass type) {
    JavaClass outer = type;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer.getName();
  }

  private void visit(String name) {
    int mine = index.size();
    index.put(name, mine);
    low.put(name, mine);
    open.push(name);
    for (String next : uses.getOrDefault(name, Set.of())) {
      if (!index.containsKey(next)) {
        visit(next);
        low.merge(name, low.get(next), Math::min);
      } else if (open.contains(next)) {
        low.merge(name, index.get(next), Math::min);
      }
    }
    if (low.get(name) == mine) {
      close(name);
    }
  }

  private void close(String root) {
    List<String> component = new ArrayList<>();
    String name;
    do {
      name = open.pop();
      component.add(name);
    } while (!name.equals(root));
    if (component.size() > 1) {
      circles.add(String.join(" ", new TreeSet<>(component)));
    }
  }
}
