package io.twinstream.beam.history;

import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * A row on its way through the views that it takes features of.
 *
 * @param event at which the features are
 * @param asOf the event's time, or the newest event of the states seen so far if later,
 *     milliseconds since 1970
 * @param mass of the states seen so far
 * @param views the features of the views that it has passed, in order; those of no events where the
 *     row's event is about no entity of the view's kind
 */
public record PartialRow(Event event, long asOf, long mass, List<FeatureRow> views) {
  public PartialRow {
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(views, "views");
  }

  /** A row before its first view. */
  public static PartialRow at(Event event) {
    return new PartialRow(event, event.ts(), 0, List.of());
  }

  /**
   * The same row for a second passage, in which every event is known when it happens.
   *
   * @param timeSlot of its source's event time
   */
  PartialRow asOccurred(int timeSlot) {
    return new PartialRow(event.asOccurred(timeSlot), event.ts(), 0, views);
  }

  /** The row behind a view whose state had this newest event and mass. */
  PartialRow with(FeatureRow features, long newest, long mass) {
    List<FeatureRow> more = new ArrayList<>(views.size() + 1);
    more.addAll(views);
    more.add(features);
    return new PartialRow(
        event, Math.max(asOf, newest), this.mass + mass, Collections.unmodifiableList(more));
  }
}
