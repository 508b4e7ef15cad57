package io.twinstream.features.aggregate;

import io.twinstream.features.event.Event;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What the rows of one entity see of its events, both in the order of known time. A row sees what
 * was known before its instant, or at it too, but never the events that it names by their id.
 *
 * <p>States cannot be subtracted from. So an event that a later row names is left out of one of two
 * states until the last such row has passed; each row that names one is given all others. The cost
 * of such a row grows with the named events that are between, and with nothing else.
 *
 * @param <R> the rows
 */
public final class VisibleEvents<R> {
  /** That no row names an event. */
  public static final long NEVER = Long.MIN_VALUE;

  private final CompiledView view;
  private final boolean inclusive;
  private final BiConsumer<R, EntityState> seen;

  /** Left out of {@link #rest}, by id, until the last row that names them has passed. */
  private final Map<String, Hidden<R>> named = new LinkedHashMap<>();

  /** Of this instant: events that rows are, by themselves. */
  private final List<Hidden<R>> own = new ArrayList<>();

  /** Of this instant: events that later rows name, which no row of it sees. */
  private final List<NamedLater> later = new ArrayList<>();

  /** Of this instant: rows that see its events too. */
  private final List<Waiting<R>> waiting = new ArrayList<>();

  private long instant = Long.MIN_VALUE;
  private long nextRelease = Long.MAX_VALUE;
  private boolean asked;

  /** With all events, and with those before this instant. */
  private EntityState state;

  private EntityState before;

  /** The same two without the named events. */
  private EntityState rest;

  private EntityState restBefore;

  /**
   * Of one entity.
   *
   * @param state of the events before the first one here
   * @param inclusive whether rows see the events of their own instant
   * @param seen takes each row, and the state that it sees
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
   * The next event.
   *
   * @param namedUntil the known time of the last row that names its id; {@link #NEVER} for none
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
   * The next row.
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

  /** The next event, and a row that is this event, whatever others have its id. */
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

  /** The state with all events; every row has been seen then. */
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

  /** Gives up what is over with this instant. */
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

  /** Gives rows all hidden events but their own: halves the other one, and halves them again. */
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

  /** Events of one id, and the rows of this instant that must not see them. */
  private static final class Hidden<R> {
    private final List<Event> events = new ArrayList<>(1);
    private final List<R> rows = new ArrayList<>(1);
    private long until;
  }
}
