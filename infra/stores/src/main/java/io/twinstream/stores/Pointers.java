package io.twinstream.stores;

import java.util.Optional;

/** Checks moves of a view's pointer that do not depend on a store. */
public final class Pointers {
  private Pointers() {}

  public static void requireSameView(Optional<Generation> expected, Generation next) {
    if (expected.isPresent() && !expected.get().view().equals(next.view())) {
      throw new IllegalArgumentException(
          "cannot point from " + expected.get() + " to " + next + ": another view");
    }
  }

  public static void requireNotFollowed(Optional<Generation> followed, Generation dropped) {
    if (followed.isPresent() && followed.get().equals(dropped)) {
      throw new IllegalArgumentException(
          "readers follow " + dropped + ": make them follow another generation before dropping it");
    }
  }
}
