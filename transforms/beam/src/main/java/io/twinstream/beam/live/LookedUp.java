package io.twinstream.beam.live;

import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.history.Moment;
import io.twinstream.beam.history.MomentForm;
import io.twinstream.beam.history.PartialRow;
import io.twinstream.beam.packed.PackedForm;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.VisibleEvents;
import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.enrich.Lookup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a live lookup keeps of one entity: the state of the events that no later row can precede,
 * and the later events and rows, which it holds back. It is immutable.
 *
 * @param state null for no events
 * @param added the greatest known time of the events in the state; {@link Long#MIN_VALUE} for none
 * @param released the greatest time of the rows that were released; likewise
 * @param firstRow the least time of the rows that are held; {@link Long#MAX_VALUE} for none
 * @param rows the number of rows that are held
 * @param hasEvents whether there is an event, held or not
 * @param held the events and rows that are held; null for none
 */
record LookedUp(
    EntityState state,
    long added,
    long released,
    long firstRow,
    int rows,
    boolean hasEvents,
    Held<Moment> held) {
  static final LookedUp NOTHING =
      new LookedUp(null, Long.MIN_VALUE, Long.MIN_VALUE, Long.MAX_VALUE, 0, false, null);

  /** Of one instant, rows come first: they do not see its events. */
  private static final Comparator<Moment> ORDER =
      Comparator.comparingLong(Moment::known).thenComparing(moment -> moment.row() == null);

  /**
   * Holds back one more event or row.
   *
   * @throws IllegalStateException if the place of the moment has passed
   */
  LookedUp with(Moment moment) {
    boolean isRow = moment.row() != null;
    if (isRow ? moment.known() <= added : moment.known() < released) {
      throw new IllegalStateException(
          "%s has the known time %s, but its lookup has passed that time: the watermark was wrong"
              .formatted(
                  (isRow ? moment.row().event() : moment.event()).position(),
                  Instant.ofEpochMilli(moment.known())));
    }
    long first = isRow ? Math.min(firstRow, moment.known()) : firstRow;
    return new LookedUp(
        state,
        added,
        released,
        first,
        rows + (isRow ? 1 : 0),
        hasEvents || !isRow,
        Held.add(held, moment));
  }

  /**
   * Replays what is held up to the watermark, before which nothing is missing.
   *
   * @param out receives the released rows, with their values, in order
   */
  LookedUp upTo(long watermark, Lookup lookup, Consumer<PartialRow> out) {
    CompiledView view = lookup.view();
    VisibleEvents<PartialRow> visible =
        new VisibleEvents<>(
            view,
            state == null ? view.empty() : state,
            false,
            (row, seen) ->
                out.accept(row.with(lookup.row(seen, row.event()), seen.newest(), seen.count())));
    List<Moment> moments = Held.list(held);
    moments.sort(ORDER);
    List<Moment> left = new ArrayList<>();
    long add = added;
    long release = released;
    long first = Long.MAX_VALUE;
    int leftRows = 0;
    for (Moment moment : moments) {
      long known = moment.known();
      if (moment.row() != null && known <= watermark) {
        visible.row(moment.row(), known, "");
        release = Math.max(release, known);
      } else if (moment.row() == null && known < watermark) {
        visible.event(moment.event(), VisibleEvents.NEVER);
        add = Math.max(add, known);
      } else {
        left.add(moment);
        if (moment.row() != null) {
          first = Math.min(first, known);
          leftRows++;
        }
      }
    }
    EntityState after = visible.finish();
    EntityState some = after.isEmpty() ? null : after;
    return new LookedUp(some, add, release, first, leftRows, hasEvents, Held.of(left));
  }

  /** Returns the time of the newest event, held or not; {@link Long#MIN_VALUE} for none. */
  long newest() {
    long newest = state == null ? Long.MIN_VALUE : state.newest();
    for (Held<Moment> at = held; at != null; at = at.before()) {
      newest = at.element().event() == null ? newest : Math.max(newest, at.element().event().ts());
    }
    return newest;
  }

  /**
   * Returns the number of rows and events that are held, without the events that may be added when
   * the next row comes.
   *
   * @param lazy the number of such events
   */
  int holding(int lazy) {
    return rows + Math.max(0, Held.size(held) - rows - lazy);
  }

  boolean isNothing() {
    return state == null && held == null;
  }

  /** Writes the state, the times and what is held. */
  static final class Form implements PackedForm<LookedUp> {
    private static final long serialVersionUID = 1;

    private final ShippedView view;
    private final MomentForm moments;
    private transient CompiledView compiled;

    Form(ShippedView view, MomentForm moments) {
      this.view = view;
      this.moments = moments;
    }

    @Override
    public void write(LookedUp of, ByteWriter out) {
      out.counted(compiled().encode(of.state == null ? compiled().empty() : of.state));
      out.fixed64(of.added);
      out.fixed64(of.released);
      List<Moment> held = Held.list(of.held);
      out.varint(held.size());
      held.forEach(moment -> moments.write(moment, out));
    }

    @Override
    public LookedUp read(ByteReader in) {
      EntityState state = compiled().decode(in.counted());
      long added = in.fixed64();
      long released = in.fixed64();
      int size = in.count(Integer.MAX_VALUE, 1);
      long first = Long.MAX_VALUE;
      int rows = 0;
      Held<Moment> held = null;
      for (int i = 0; i < size; i++) {
        Moment moment = moments.read(in);
        if (moment.row() != null) {
          first = Math.min(first, moment.known());
          rows++;
        }
        held = Held.add(held, moment);
      }
      EntityState some = state.isEmpty() ? null : state;
      boolean events = some != null || rows < size;
      return new LookedUp(some, added, released, first, rows, events, held);
    }

    private CompiledView compiled() {
      if (compiled == null) {
        compiled = view.compiled();
      }
      return compiled;
    }
  }
}
