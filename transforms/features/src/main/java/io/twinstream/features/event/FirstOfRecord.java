package io.twinstream.features.event;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Passes each record's event once. The archive is written at least once, so that a record may come
 * several times, one after the other: the order is by known time and position. Events of one
 * position that contradict each other are of different records, and all of them pass.
 */
public final class FirstOfRecord implements Predicate<Event> {
  /** Of the latest position: mostly one. */
  private final List<Event> passed = new ArrayList<>(1);

  @Override
  public boolean test(Event event) {
    if (!passed.isEmpty() && !isSamePosition(passed.get(0).position(), event.position())) {
      passed.clear();
    }
    for (Event each : passed) {
      if (each.agreesWith(event)) {
        return false;
      }
    }
    passed.add(event);
    return true;
  }

  /** Offsets differ most, and are compared first. */
  private static boolean isSamePosition(Position one, Position other) {
    return one.offset() == other.offset() && one.equals(other);
  }

  /** What comes next is no repetition of what came. */
  public void reset() {
    passed.clear();
  }
}
