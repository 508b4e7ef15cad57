package io.twinstream.beam.history;

import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.definition.Project;
import java.io.Serializable;
import java.util.Optional;

/**
 * At what the rows of a service are: the events of a source, or the rows of a spine.
 *
 * @param source of the events that rows are at, or of the rows of the spine, taken like events
 * @param isSpine whether they are those of a spine
 * @param own the source whose events the rows are, or name by their ids; null for none
 * @param ofAllEvents whether the rows are all events of that source, each once
 */
public record RowsAt(String source, boolean isSpine, String own, boolean ofAllEvents)
    implements Serializable {

  public static RowsAt events(String source) {
    return new RowsAt(source, false, source, true);
  }

  public static RowsAt spine(String source, Optional<String> events) {
    return new RowsAt(source, true, events.orElse(null), false);
  }

  /**
   * The same, of a spine whose rows are all the events of their source, each once.
   *
   * @throws IllegalStateException if the rows are not events, or the source's are de-duplicated
   */
  public RowsAt ofAllEvents(Project project) {
    if (own == null) {
      throw new IllegalStateException("the rows are no events");
    }
    if (project.source(own).dedupe()) {
      throw new IllegalStateException("'" + own + "' may have rows that are no events of it");
    }
    return new RowsAt(source, isSpine, own, true);
  }

  /** Whether each row is an event of a source, or names those with its id. */
  public boolean isOwn(String of) {
    return of.equals(own);
  }

  /** What the rows are to the events of a source. */
  public RowsOfView rowsOf(String of) {
    return isOwn(of) ? new RowsOfView(true, isSpine) : RowsOfView.OTHERS;
  }

  /** Whether the rows are the events of a view, all of them. */
  public boolean areEventsOf(ShippedView view) {
    return ofAllEvents && isOwn(view.source().name());
  }
}
