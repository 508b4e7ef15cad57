package io.twinstream.features.event;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Drops repetitions of a record's event. The archive is written at least once, so a record may
 * occur several times in a row, sorted by known time, then {@link #ORDER}. Events at one position
 * that contradict each other belong to different records, and all of them pass.
 */
public final class FirstOfRecord implements Predicate<Event> {
  /**
   * Orders events by position; of one record, the event with the most fields comes first and
   * passes. The result therefore depends on what was written, not on the order of reading.
   */
  public static final Comparator<Event> ORDER =
      Comparator.comparing(Event::position)
          .thenComparing(Comparator.comparingInt(Event::fields).reversed())
          .thenComparingLong(Event::identity)
          .thenComparing(Comparator.comparingLong(Event::known).reversed());

  /** The events of the latest position that have passed, mostly one. */
  private final List<Event> passed = new ArrayList<>(1);

  /** Of rows in any order, those that pass; in order. */
  public static List<Event> of(Iterable<Event> rows) {
    List<Event> all = new ArrayList<>();
    rows.forEach(all::add);
    return all.stream().sorted(ORDER).filter(new FirstOfRecord()).toList();
  }

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

  /** Offsets differ most often and are compared first. */
  private static boolean isSamePosition(Position one, Position other) {
    return one.offset() == other.offset() && one.equals(other);
  }

  /** Forgets the previous events: none of those that follow repeats them. */
  public void reset() {
    passed.clear();
  }
}
