package io.twinstream.beam.history;

import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Project;
import java.io.Serializable;
import java.util.Optional;

/**
 * Where a service has rows: at the events of a source, or at the rows of a spine.
 *
 * @param source the source of the events, or of the spine's rows, which are read like events
 * @param isSpine whether the rows are those of a spine
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
   * Declares that the rows of the spine are exactly the events of their source, each once.
   *
   * @throws IllegalStateException if the rows are not events, or the source is de-duplicated
   */
  public RowsAt ofAllEvents(Project project) {
    if (own == null) {
      throw new IllegalStateException("the rows of the spine are not events");
    }
    if (project.source(own).dedupe()) {
      throw new IllegalStateException(
          "'" + own + "' drops duplicates: rows of the spine may not be events of it");
    }
    return new RowsAt(source, isSpine, own, true);
  }

  /** Reports whether each row is an event of the source, or names those with its id. */
  public boolean isOwn(String of) {
    return of.equals(own);
  }

  /**
   * Returns the relation of the rows to the events of a source. Enriched sources have the events of
   * the rows again, and rows name these by their ids.
   *
   * @throws IllegalArgumentException if the events have no ids
   */
  public RowsOfView rowsOf(Project project, String of, Visibility visibility) {
    if (isOwn(of)) {
      boolean changes = project.source(of).isOfChanges(); // Versions have the id of their row.
      return new RowsOfView(true, isSpine && !changes, !isSpine && changes);
    }
    if (!seesItself(project, of, visibility)) {
      return RowsOfView.OTHERS;
    }
    if (!isSpine && project.source(of).eventId().isEmpty()) {
      throw new IllegalArgumentException(
          ("rows at the events of source '%s' would see these events in views of source '%s', and"
                  + " have no ids to leave them out: declare event_id for source '%s', or compute"
                  + " exclusive rows at its events")
              .formatted(own, of, project.base(of)));
    }
    return RowsOfView.NAMING;
  }

  /** Reports whether rows could see their own events in those of another source. */
  private boolean seesItself(Project project, String of, Visibility visibility) {
    if (own == null || !project.base(own).equals(project.base(of))) {
      return false;
    }
    // The maximal latenesses differ by how much longer one of them waits.
    boolean later =
        project.source(own).maxLateness().compareTo(project.source(of).maxLateness()) > 0;
    return isSpine || later || visibility == Visibility.INCLUSIVE;
  }

  /** Reports whether the rows are all events of a view, which versions of rows are not. */
  public boolean areEventsOf(ShippedView view) {
    return ofAllEvents && isOwn(view.source().name()) && !view.source().isOfChanges();
  }
}
