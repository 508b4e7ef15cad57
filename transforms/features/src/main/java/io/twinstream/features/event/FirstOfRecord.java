package io.twinstream.features.event;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Passes each record's event once. The archive is written at least once, so that a record may come
 * several times, one after the other: by known time, then {@link #ORDER}. Events of one position
 * that contradict each other are of different records, and all of them pass.
 */
public final class FirstOfRecord implements Predicate<Event> {
  /**
   * By position; of one record, the event with the most fields first, which is the one that passes.
   * So what passes depends on what was written and not on the order in which it is read.
   */
  public static final Comparator<Event> ORDER =
      Comparator.comparing(Event::position)
          .thenComparing(Comparator.comparingInt(Event::fields).reversed())
          .thenComparingLong(Event::identity);

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
