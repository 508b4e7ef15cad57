package io.twinstream.beam.history;

import io.twinstream.features.event.FirstOfRecord;
import java.util.function.Predicate;

/**
 * Passes over moments whose event's record has come already for the entity: the archive is written
 * at least once, and the order of moments brings what shares a position together.
 */
final class FirstOfPosition implements Predicate<Moment> {
  private final FirstOfRecord first = new FirstOfRecord();
  private String entity = "";

  @Override
  public boolean test(Moment moment) {
    if (moment.event() == null) {
      return true;
    }
    if (!moment.entity().equals(entity)) {
      entity = moment.entity();
      first.reset();
    }
    return first.test(moment.event());
  }
}
