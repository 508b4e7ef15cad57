package io.twinstream.features.aggregate;

import io.twinstream.features.event.Event;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Replays the events of one entity and passes each row the state of the events that it may see.
 * Events and rows come in the order of known time. A row sees the events known before its instant,
 * or also those known at its instant, but never an event whose id it names.
 *
 * <p>Events cannot be subtracted from a state. Therefore a second state leaves out each event that
 * a later row names, until the last such row has passed; a row that names an event gets this second
 * state plus all other events that are left out. The additional cost of such a row grows only with
 * the number of events that are left out at its time.
 *
 * @param <R> the type of the rows
 */
public final class VisibleEvents<R> {
  /** Means that no row names an event. */
  public static final long NEVER = Long.MIN_VALUE;

  private final CompiledView view;
  private final boolean inclusive;
  private final BiConsumer<R, EntityState> seen;

  /** Events left out of {@link #rest}, by id, until the last row that names them has passed. */
  private final Map<String, Hidden<R>> named = new LinkedHashMap<>();

  /** Events of the current instant that come with a row of their own. */
  private final List<Hidden<R>> own = new ArrayList<>();

  /** Events of the current instant that later rows name; no row of this instant sees them. */
  private final List<NamedLater> later = new ArrayList<>();

  /** Rows of the current instant that also see its events. */
  private final List<Waiting<R>> waiting = new ArrayList<>();

  private long instant = Long.MIN_VALUE;
  private long nextRelease = Long.MAX_VALUE;
  private boolean asked;

  /** The state with all events, and the state with those before the current instant. */
  private EntityState state;

  private EntityState before;

  /** The same two states without the named events. */
  private EntityState rest;

  private EntityState restBefore;

  /**
   * @param state the state of the events before the first one passed here
   * @param inclusive whether rows see the events of their own instant
   * @param seen receives each row with the state that it sees
   */
  public VisibleEvents(
      CompiledView view, EntityState state, boolean inclusive, BiConsumer<R, EntityState> seen) {
    this.view = view;
    this.inclusive = inclusive;
    this.seen = seen;
    this.state = state;
    this.before = state;
    this.rest = state;
    this.restBefore = state;
  }

  /**
   * Adds the next event.
   *
   * @param namedUntil the known time of the last row that names its id; {@link #NEVER} if none does
   */
  public void event(Event event, long namedUntil) {
    at(event.known());
    state = view.add(state, event);
    if (inclusive && namedUntil >= event.known()) {
      hide(event, namedUntil);
    } else if (namedUntil > event.known()) {
      later.add(new NamedLater(event, namedUntil));
    } else {
      boolean all = named.isEmpty() && later.isEmpty() && own.isEmpty();
      rest = all ? state : view.add(rest, event);
    }
  }

  /**
   * Adds the next row.
   *
   * @param known its instant
   * @param names the id of the events that it does not see; empty for none
   */
  public void row(R row, long known, String names) {
    at(known);
    if (inclusive) {
      waiting.add(new Waiting<>(row, names));
    } else {
      see(row, names, before);
    }
  }

  /**
   * Adds the next event and a row that is this event. Other events with the same id stay visible to
   * the row.
   */
  public void eventWithRow(Event event, R row) {
    if (!inclusive) {
      row(row, event.known(), "");
      event(event, NEVER);
      return;
    }
    at(event.known());
    state = view.add(state, event);
    Hidden<R> hidden = new Hidden<>();
    hidden.events.add(event);
    hidden.rows.add(row);
    own.add(hidden);
    asked = true;
  }

  /** Passes on the remaining rows and returns the state with all events. */
  public EntityState finish() {
    end();
    return state;
  }

  private void at(long known) {
    if (known != instant) {
      end();
      instant = known;
    }
  }

  private void end() {
    for (Waiting<R> each : waiting) {
      see(each.row, each.names, state);
    }
    waiting.clear();
    if (asked) {
      List<Hidden<R>> hidden = new ArrayList<>(named.values());
      hidden.addAll(own);
      seeOthers(inclusive ? rest : restBefore, hidden);
      hidden.forEach(each -> each.rows.clear());
      asked = false;
    }
    later.forEach(each -> hide(each.event, each.until));
    later.clear();
    release();
    before = state;
    restBefore = rest;
  }

  private void see(R row, String names, EntityState all) {
    Hidden<R> hidden = named.get(names);
    if (hidden == null) {
      seen.accept(row, all);
    } else {
      hidden.rows.add(row);
      asked = true;
    }
  }

  private void hide(Event event, long until) {
    Hidden<R> hidden = named.computeIfAbsent(event.id(), id -> new Hidden<>());
    hidden.events.add(event);
    hidden.until = until;
    nextRelease = Math.min(nextRelease, until);
  }

  /** Completes the current instant: passes on its rows and adds its events to the states. */
  private void release() {
    if (instant >= nextRelease) {
      nextRelease = Long.MAX_VALUE;
      for (Iterator<Hidden<R>> all = named.values().iterator(); all.hasNext(); ) {
        Hidden<R> each = all.next();
        if (each.until <= instant) {
          own.add(each);
          all.remove();
        } else {
          nextRelease = Math.min(nextRelease, each.until);
        }
      }
    }
    rest = named.isEmpty() ? state : withAll(rest, own);
    own.clear();
  }

  /**
   * Gives each row all hidden events except its own, by repeatedly splitting the list in halves and
   * adding the other half.
   */
  private void seeOthers(EntityState others, List<Hidden<R>> hidden) {
    if (hidden.stream().allMatch(each -> each.rows.isEmpty())) {
      return;
    }
    if (hidden.size() == 1) {
      hidden.get(0).rows.forEach(row -> seen.accept(row, others));
      return;
    }
    int middle = hidden.size() / 2;
    List<Hidden<R>> first = hidden.subList(0, middle);
    List<Hidden<R>> second = hidden.subList(middle, hidden.size());
    seeOthers(withAll(others, second), first);
    seeOthers(withAll(others, first), second);
  }

  private EntityState withAll(EntityState some, List<Hidden<R>> hidden) {
    EntityState all = some;
    for (Hidden<R> each : hidden) {
      for (Event event : each.events) {
        all = view.add(all, event);
      }
    }
    return all;
  }

  private record NamedLater(Event event, long until) {}

  private record Waiting<R>(R row, String names) {}

  /** Events of one id, and the rows of the current instant that must not see them. */
  private static final class Hidden<R> {
    private final List<Event> events = new ArrayList<>(1);
    private final List<R> rows = new ArrayList<>(1);
    private long until;
  }
}
