package io.twinstream.beam.history;

import java.io.Serializable;

/**
 * The relation of rows to the events of a view.
 *
 * @param are whether the event of each row is of the view's source, so that a row can see its own
 *     event
 * @param name whether a row names the events of the view that have its event's id; it does not see
 *     these
 * @param once whether rows are records, of which the archive may have several rows
 */
public record RowsOfView(boolean are, boolean name, boolean once) implements Serializable {
  /** Rows of another source, or no rows. */
  public static final RowsOfView OTHERS = new RowsOfView(false, false, false);

  /** Rows of another source that has the same events: each names its own by its id. */
  public static final RowsOfView NAMING = new RowsOfView(false, true, false);

  /** Each row is an event of the view, and is excluded by itself, not by its id. */
  public static final RowsOfView EVENTS = new RowsOfView(true, false, false);

  /** Each row is a version of a row of the view's source. */
  public static final RowsOfView VERSIONS = new RowsOfView(true, false, true);

  /** Each row is an event of a source that is enriched. */
  public static final RowsOfView ENRICHED = new RowsOfView(false, false, true);
}
