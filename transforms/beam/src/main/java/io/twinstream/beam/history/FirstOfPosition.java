package io.twinstream.beam.history;

import io.twinstream.features.event.FirstOfRecord;
import java.util.function.Predicate;

/**
 * Skips moments that repeat a record of the same entity. The archive is written at least once, and
 * the order of moments puts those with the same position next to each other.
 */
final class FirstOfPosition implements Predicate<Moment> {
  private final FirstOfRecord first = new FirstOfRecord();
  private final FirstOfRecord firstRow = new FirstOfRecord();
  private final boolean rows;
  private String entity = "";

  /**
   * @param rows whether rows that are no events of the view may repeat a record too
   */
  FirstOfPosition(boolean rows) {
    this.rows = rows;
  }

  @Override
  public boolean test(Moment moment) {
    boolean isRow = moment.event() == null;
    if (isRow && (!rows || moment.row() == null)) {
      return true;
    }
    if (!moment.entity().equals(entity)) {
      entity = moment.entity();
      first.reset();
      firstRow.reset();
    }
    return (isRow ? firstRow : first).test(moment.at());
  }
}
