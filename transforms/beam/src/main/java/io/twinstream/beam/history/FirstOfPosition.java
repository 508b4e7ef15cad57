package io.twinstream.beam.history;

import io.twinstream.features.event.FirstOfRecord;
import java.util.function.Predicate;

/**
 * Skips moments that repeat a record of the same entity. The archive is written at least once, and
 * the order of moments puts those with the same position next to each other.
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
