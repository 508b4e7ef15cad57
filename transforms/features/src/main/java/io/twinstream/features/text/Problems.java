package io.twinstream.features.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Problems found so far. What is known to be broken is remembered, so that it is told only once.
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

  /** Adds that a name is not among those that exist, with the nearest ones. */
  public void addUnknown(Place place, String what, String name, Collection<String> known) {
    add(place, "no " + what + " '" + name + "'", Names.didYouMean(name, known));
  }

  /** Remembers that a named thing was left out or is unreliable because of a problem with it. */
  public void markBroken(String what, String name) {
    broken.add(what + " " + name);
  }

  public boolean isBroken(String what, String name) {
    return broken.contains(what + " " + name);
  }

  /** Whether anything of this kind is broken. */
  public boolean anyBroken(String what) {
    return broken.stream().anyMatch(name -> name.startsWith(what + " "));
  }

  /** Whether this was told already, of another place. */
  public boolean hasTold(String what) {
    return found.stream().anyMatch(problem -> problem.what().endsWith(what));
  }

  public int count() {
    return found.size();
  }

  /**
   * Does nothing if there are no problems.
   *
   * @throws DefinitionException with all of them otherwise
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      found.sort(Comparator.comparing(Problem::file).thenComparingInt(Problem::line));
      throw new DefinitionException(found);
    }
  }
}
