package io.twinstream.beam.history;

import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * A row on its way through the views of a service.
 *
 * @param event the event of the row
 * @param asOf the time of the event, or that of the newest event of the states seen so far if
 *     later, in milliseconds since 1970
 * @param count the sum of the counts of the states seen so far
 * @param views the features of the views passed so far, in order; if the event names no entity of a
 *     view, those of an entity without events
 */
public record PartialRow(Event event, long asOf, long count, List<FeatureRow> views) {
  public PartialRow {
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(views, "views");
  }

  /** Creates a row before its first view. */
  public static PartialRow at(Event event) {
    return new PartialRow(event, event.ts(), 0, List.of());
  }

  /**
   * Returns the row for the second pass, in which the known time of every event is its event time.
   *
   * @param timeSlot the slot of the event time of its source
   */
  PartialRow asOccurred(int timeSlot) {
    return new PartialRow(event.asOccurred(timeSlot), event.ts(), 0, views);
  }

  /**
   * Returns the row with the features of one more view, whose state had this newest event and
   * count.
   */
  public PartialRow with(FeatureRow features, long newest, long count) {
    List<FeatureRow> more = new ArrayList<>(views.size() + 1);
    more.addAll(views);
    more.add(features);
    return new PartialRow(
        event, Math.max(asOf, newest), this.count + count, Collections.unmodifiableList(more));
  }
}
