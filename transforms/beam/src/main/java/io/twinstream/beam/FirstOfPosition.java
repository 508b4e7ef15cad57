package io.twinstream.beam;

import io.twinstream.features.event.Position;
import java.util.function.Predicate;

/**
 * Passes over events whose record has come already: the archive is written at least once, and the
 * order of moments brings what shares a position together.
 */
final class FirstOfPosition implements Predicate<Moment> {
  private Moment last;

  @Override
  public boolean test(Moment moment) {
    if (moment.event() == null) {
      return true;
    }
    boolean repeated = last != null && isOfTheSameRecord(last, moment);
    last = moment;
    return !repeated;
  }

  private static boolean isOfTheSameRecord(Moment one, Moment other) {
    Position position = one.event().position();
    return position.offset() == other.event().position().offset()
        && position.equals(other.event().position())
        && one.entity().equals(other.entity());
  }
}
