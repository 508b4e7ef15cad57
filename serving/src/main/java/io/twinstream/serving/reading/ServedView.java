package io.twinstream.serving.reading;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Membership;
import io.twinstream.features.aggregate.Presence;
import io.twinstream.features.aggregate.column.StateFormatException;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.serving.background.Repeated;
import io.twinstream.serving.json.JsonBuffer;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.stores.Freshness;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.ViewKey;
import io.twinstream.stores.ViewStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A view of the project, ready to be read. */
public final class ServedView {
  private static final Logger LOG = LoggerFactory.getLogger(ServedView.class);

  private final CompiledView compiled;
  private final Repeated lines = new Repeated();
  private final ViewKey key;
  private final boolean keyIsLong;
  private final long freshness;
  private final ViewCounts counts;
  private final Json json;

  /**
   * What is written about the view again and again.
   *
   * @param name {@code "view@1":}
   * @param fingerprint of the states' layout, quoted
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Json(byte[] name, byte[] fingerprint) {}

  /**
   * @param counts what is counted of it
   */
  ServedView(Project project, View view, ViewCounts counts) {
    this.counts = counts;
    compiled = CompiledView.of(project, view);
    key = new ViewKey(project.name(), view.id());
    String field = project.entity(view.entity()).key();
    keyIsLong =
        project.source(view.source()).schema().field(field).type().kind() == FieldType.Kind.LONG;
    freshness = view.freshness().toMillis();
    json =
        new Json(
            JsonBuffer.name(view.id()),
            JsonBuffer.ascii("\"%016x\"".formatted(compiled.fingerprint())));
  }

  /** Its address in the store. */
  public ViewKey key() {
    return key;
  }

  /** How often it was read. */
  public ViewCounts counts() {
    return counts;
  }

  /** Whether values may lack events, and why. */
  public Freshness freshness(ViewStatus status) {
    return status.freshness(freshness);
  }

  /** Whose features they are. */
  public String entity() {
    return compiled.view().entity();
  }

  /** Whether one id is the id of both views' entity. */
  boolean hasKeyOf(ServedView other) {
    return entity().equals(other.entity()) && keyIsLong == other.keyIsLong;
  }

  /** The values of the empty set. */
  FeatureRow neverSeen() {
    return compiled.evaluate(compiled.empty(), 0);
  }

  /** How it is written. */
  public Json json() {
    return json;
  }

  /**
   * An entity's id as the pipeline writes it.
   *
   * @throws ProblemException if no event can have it
   */
  public String requireId(String id) {
    try {
      return compiled.requireKey(id);
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest(e.getMessage());
    }
  }

  /** The entity's id in an event; null if the view does not take the event. */
  String key(SourceEvent event) {
    return event.source().equals(compiled.view().source()) ? compiled.key(event.event()) : null;
  }

  /**
   * Evaluates what the store holds of an entity, as of now.
   *
   * @param stored null where it holds nothing
   */
  ViewReading read(StoredState stored, ViewStatus from, long now) {
    if (stored == null) {
      return from.holdsAll() ? evaluate(compiled.empty(), from, now, null) : unknown(from, now);
    }
    long asOf = Math.max(now, stored.newest());
    try {
      FeatureRow row = compiled.evaluate(stored.bytes(), asOf);
      Status status = status(stored.newest(), from, asOf);
      return new ViewReading(this, status, from, asOf, stored.newest(), null, row);
    } catch (StateFormatException e) {
      unreadable(e);
      return new ViewReading(this, Status.ERROR, from, now, stored.newest(), null, null);
    }
  }

  /** Of an entity of which nothing is known: the store does not answer, or lost its state. */
  ViewReading unknown(ViewStatus from, long now) {
    return new ViewReading(this, Status.ERROR, from, now, Long.MIN_VALUE, null, null);
  }

  /** As {@link #read}, as of the event's time and as if the event had been taken in. */
  ViewReading readWith(StoredState stored, ViewStatus status, SourceEvent with) {
    Event event = with.event();
    if (stored == null && !status.holdsAll()) {
      return unknown(status, event.ts());
    }
    EntityState state = decode(stored);
    if (state == null) {
      long newest = stored.newest();
      return new ViewReading(this, Status.ERROR, status, event.ts(), newest, null, null);
    }
    if (key(with) == null) {
      return evaluate(state, status, event.ts(), null);
    }
    Membership membership = compiled.membership(state, event);
    EntityState united = membership == Membership.ABSENT ? compiled.add(state, event) : state;
    return evaluate(united, status, event.ts(), membership);
  }

  /** The stored state; null if it cannot be read. */
  private EntityState decode(StoredState stored) {
    try {
      return stored == null ? compiled.empty() : compiled.decode(stored.bytes());
    } catch (StateFormatException e) {
      unreadable(e);
      return null;
    }
  }

  private void unreadable(StateFormatException e) {
    lines.pass(key, left -> LOG.error("{}: {}{}", key, e.getMessage(), Repeated.told(left)));
  }

  private ViewReading evaluate(EntityState state, ViewStatus from, long at, Membership membership) {
    long asOf = Math.max(at, state.newest());
    FeatureRow row = compiled.evaluate(state, asOf);
    Status status = status(state.newest(), from, asOf);
    return new ViewReading(this, status, from, asOf, state.newest(), membership, row);
  }

  private Status status(long newest, ViewStatus status, long asOf) {
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
