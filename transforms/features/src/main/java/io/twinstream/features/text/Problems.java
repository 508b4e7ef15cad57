package io.twinstream.features.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects problems. It remembers which definitions are broken, so that each mistake is reported
 * only once.
 */
public final class Problems {
  private final List<Problem> found = new ArrayList<>();
  private final Set<String> broken = new HashSet<>();

  public void add(Place place, String what, String hint) {
    Problem problem = new Problem(place.file(), place.line(), what, hint);
    if (!found.contains(problem)) {
      found.add(problem);
    }
  }

  /** Adds the problem that a name is unknown, with the nearest known names. */
  public void addUnknown(Place place, String what, String name, Collection<String> known) {
    add(place, "no " + what + " '" + name + "'", Names.didYouMean(name, known));
  }

  /** Records that a definition was left out or is unreliable because of a problem with it. */
  public void markBroken(String what, String name) {
    broken.add(what + " " + name);
  }

  public boolean isBroken(String what, String name) {
    return broken.contains(what + " " + name);
  }

  /** Reports whether any definition of this kind is broken. */
  public boolean anyBroken(String what) {
    return broken.stream().anyMatch(name -> name.startsWith(what + " "));
  }

  /** Reports whether this problem was already added for another place. */
  public boolean hasTold(String what) {
    return found.stream().anyMatch(problem -> problem.what().endsWith(what));
  }

  public int count() {
    return found.size();
  }

  /**
   * Throws the collected problems, if there are any.
   *
   * @throws DefinitionException with all of them
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      found.sort(Comparator.comparing(Problem::file).thenComparingInt(Problem::line));
      throw new DefinitionException(found);
    }
  }
}
