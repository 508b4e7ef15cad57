package io.twinstream.beam.live;

import java.util.ArrayList;
import java.util.List;

/**
 * Elements that a step holds back, newest first. It is immutable, and adding an element copies
 * nothing: a hot key may hold many.
 *
 * @param element the one added last
 * @param before those added before; null for none
 * @param size their number
 */
record Held<T>(T element, Held<T> before, int size) {
  /**
   * @param before null for none
   */
  static <T> Held<T> add(Held<T> before, T element) {
    return new Held<>(element, before, size(before) + 1);
  }

  static int size(Held<?> held) {
    return held == null ? 0 : held.size;
  }

  /** Returns the elements, the one added last at the end. */
  static <T> List<T> list(Held<T> held) {
    List<T> all = new ArrayList<>(size(held));
    for (Held<T> at = held; at != null; at = at.before) {
      all.add(at.element);
    }
    java.util.Collections.reverse(all);
    return all;
  }

  /** Returns null for an empty list. */
  static <T> Held<T> of(List<T> elements) {
    Held<T> held = null;
    for (T each : elements) {
      held = add(held, each);
    }
    return held;
  }
}
