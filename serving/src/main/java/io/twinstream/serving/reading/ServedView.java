package io.twinstream.serving.reading;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Presence;
import io.twinstream.features.aggregate.column.StateFormatException;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.serving.background.Repeated;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.ViewKey;
import io.twinstream.stores.status.Freshness;
import io.twinstream.stores.status.ViewStatus;
import io.twinstream.stores.status.ViewStatus.Load;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A compiled view of the project with its address in the store. */
public final class ServedView {
  private static final Logger LOG = LoggerFactory.getLogger(ServedView.class);

  private final CompiledView compiled;
  private final Repeated lines = new Repeated();
  private final ViewKey key;
  private final String fingerprint;
  private final boolean keyIsLong;
  private final long freshness;
  private final ViewCounts counts;

  /**
   * @param counts the counters of its reads
   */
  ServedView(Project project, View view, ViewCounts counts) {
    this.counts = counts;
    compiled = CompiledView.of(project, view);
    key = new ViewKey(project.name(), view.id());
    fingerprint = compiled.fingerprintText();
    String field = project.entity(view.entity()).key();
    keyIsLong =
        project.source(view.source()).schema().field(field).type().kind() == FieldType.Kind.LONG;
    freshness = view.freshness().toMillis();
  }

  /** Its address in the store. */
  public ViewKey key() {
    return key;
  }

  /** The counters of its reads. */
  public ViewCounts counts() {
    return counts;
  }

  /** Whether values may lack events, and why. */
  public Freshness freshness(ViewStatus status) {
    return status.freshness(freshness);
  }

  /** The freshness as text; or that the states belong to another definition of the view. */
  public String condition(ViewStatus status) {
    return hasLayout(status)
        ? freshness(status).text() + status.load().map(load -> of(load, status)).orElse("")
        : otherLayout(status);
  }

  /** Says of when the loaded states are. */
  private String of(Load load, ViewStatus status) {
    Instant at = Instant.ofEpochMilli(load.at());
    if (load.number().isPresent()) {
      return "; load %d of %s%s"
          .formatted(
              load.number().getAsLong(),
              at,
              freshness(status) == Freshness.STALE
                  ? ", and the next one is overdue: see why twinstream load has not completed it"
                  : "");
    }
    return "; as of the load of %s%s"
        .formatted(
            at,
            load.newest() == Long.MIN_VALUE
                ? ""
                : ", newest event " + Instant.ofEpochMilli(load.newest()));
  }

  /** Whether the states belong to this definition of the view, as far as that is known. */
  public boolean hasLayout(ViewStatus status) {
    return status.fingerprint().map(fingerprint::equals).orElse(true);
  }

  private String otherLayout(ViewStatus status) {
    return ("OTHER_DEFINITION: the states of %s were written by definition %s, this server has %s:"
            + " serve the definitions that the view's job runs with, or give the changed view a new"
            + " version and run a job for it")
        .formatted(
            status.generation().orElseThrow(), status.fingerprint().orElseThrow(), fingerprint);
  }

  /** The name of its entity. */
  public String entity() {
    return compiled.view().entity();
  }

  /** Whether both views read the same id of their entity. */
  boolean hasKeyOf(ServedView other) {
    return entity().equals(other.entity()) && keyIsLong == other.keyIsLong;
  }

  /** The view, compiled. */
  CompiledView compiled() {
    return compiled;
  }

  /** The values of an entity without events. */
  FeatureRow neverSeen() {
    return compiled.evaluate(compiled.empty(), 0);
  }

  /** Its name with its version, {@code view@1}. */
  public String id() {
    return compiled.view().id();
  }

  /** The fingerprint of the layout of its states, in hexadecimal digits. */
  public String fingerprint() {
    return fingerprint;
  }

  /**
   * The id of an entity in the form that the pipeline writes.
   *
   * @throws ProblemException if no event can have this id
   */
  public String requireId(String id) {
    try {
      return compiled.requireKey(id);
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest(e.getMessage());
    }
  }

  /** The id of the entity in an event; null if the view ignores the event. */
  String key(SourceEvent event) {
    return event.source().equals(compiled.view().source()) ? compiled.key(event.event()) : null;
  }

  /** Whether an entity without a state never had events. */
  boolean isComplete(ViewStatus from) {
    if (hasLayout(from)) {
      return from.holdsAll();
    }
    lines.pass(key, left -> LOG.error("{}{}", otherLayout(from), Repeated.told(left)));
    return false;
  }

  /** The decoded state; null if it cannot be decoded. */
  EntityState decode(StoredState stored) {
    try {
      return stored == null ? compiled.empty() : compiled.decode(stored.bytes());
    } catch (StateFormatException e) {
      unreadable(e);
      return null;
    }
  }

  /** Logs a state that cannot be read. */
  void unreadable(StateFormatException e) {
    lines.pass(key, left -> LOG.error("{}: {}{}", key, e.getMessage(), Repeated.told(left)));
  }

  /** The status of an entity with a state, or with no event. */
  Status status(long newest, ViewStatus status, long asOf) {
    Freshness fresh = freshness(status);
    if (fresh.mayLackEvents()) {
      if (fresh == Freshness.CLOCKS_APART) {
        counts.clocksApart();
        lines.pass(fresh, left -> LOG.warn("{}: {}{}", key, fresh.text(), Repeated.told(left)));
      }
      return Status.STALE;
    }
    Presence presence = compiled.presence(newest, asOf);
    return switch (presence) {
      case MISSING -> Status.MISSING;
      case EXPIRED -> Status.EXPIRED;
      case PRESENT -> Status.PRESENT;
    };
  }
}
