package io.twinstream.stores;

import java.util.Optional;

/** The rules of moving a view's pointer that need no store. */
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
      throw new IllegalArgumentException("readers follow " + dropped + ": it cannot be dropped");
    }
  }
}
