package io.twinstream.beam.history;

import java.io.Serializable;

/**
 * What rows are to the events of a view.
 *
 * @param are whether the event of each row is of the view's source, so that a row can see its own
 * @param name whether a row names those events of the view that have its event's id, which it does
 *     not see
 */
public record RowsOfView(boolean are, boolean name) implements Serializable {
  /** Rows of another source, or none. */
  public static final RowsOfView OTHERS = new RowsOfView(false, false);

  /** Each row is an event of the view, by itself and not by its id. */
  public static final RowsOfView EVENTS = new RowsOfView(true, false);
}
