package io.twinstream.beam;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.vendor.guava.v32_1_2_jre.com.google.common.collect.Iterators;
import org.apache.beam.vendor.guava.v32_1_2_jre.com.google.common.collect.PeekingIterator;

/** Replays the moments of a group of entities: one entity after the other, by known time. */
final class ReplayFn extends DoFn<KV<Long, Iterable<byte[]>>, KV<String, EntityState>> {
  private static final long serialVersionUID = 1;

  private final ShippedView view;
  private final MomentCoder coder;
  private final Visibility visibility;
  private final boolean rowsAreOfSource;
  private final PartialRowCoder rowCoder;
  private transient CompiledView compiled;

  /**
   * @param visibility which events rows see
   * @param rowsAreOfSource whether the events of rows are of the view's source, so that a row can
   *     see its own
   */
  ReplayFn(ShippedView view, MomentCoder coder, Visibility visibility, boolean rowsAreOfSource) {
    this(view, coder, visibility, rowsAreOfSource, null);
  }

  private ReplayFn(
      ShippedView view,
      MomentCoder coder,
      Visibility visibility,
      boolean rowsAreOfSource,
      PartialRowCoder rowCoder) {
    this.view = view;
    this.coder = coder;
    this.visibility = visibility;
    this.rowsAreOfSource = rowsAreOfSource;
    this.rowCoder = rowCoder;
  }

  /** The same, which writes rows so; null if there are none. */
  ReplayFn withRows(PartialRowCoder rows) {
    return new ReplayFn(view, coder, visibility, rowsAreOfSource, rows);
  }

  ShippedView view() {
    return view;
  }

  @Setup
  public void setup() {
    compiled = view.compiled();
  }

  @ProcessElement
  public void replay(@Element KV<Long, Iterable<byte[]>> group, MultiOutputReceiver out)
      throws IOException {
    Rows rows = new Rows(rowCoder, out.get(ReplayView.ROWS));
    OutputReceiver<KV<String, EntityState>> states = out.get(ReplayView.STATES);
    try (Sorter<Moment> sorter = new Sorter<>(coder, Moment.ORDER)) {
      Packed.forEach(group.getValue(), coder, sorter::add);
      FirstOfPosition first = new FirstOfPosition();
      PeekingIterator<Moment> moments =
          Iterators.peekingIterator(Iterators.filter(sorter.sorted(), first::test));
      while (moments.hasNext()) {
        String entity = moments.peek().entity();
        if (entity.isEmpty()) {
          rows.output(moments.next().row().withoutEntity());
          continue;
        }
        EntityState before = moments.peek().before();
        EntityState state = before == null ? compiled.empty() : before;
        if (before != null) {
          moments.next();
        }
        while (moments.hasNext() && moments.peek().entity().equals(entity)) {
          state =
              visibility == Visibility.INCLUSIVE
                  ? instantSeenByItsRows(state, moments, rows)
                  : instant(state, moments, rows);
        }
        if (!state.isEmpty()) {
          states.output(KV.of(entity, state));
        }
      }
    }
    rows.flush();
  }

  /** Replays what shares an entity and an instant; its rows do not see its events. */
  private EntityState instant(EntityState before, PeekingIterator<Moment> moments, Rows rows)
      throws IOException {
    Moment first = moments.peek();
    EntityState state = before;
    while (isOfInstant(moments, first)) {
      Moment moment = moments.next();
      if (moment.row() != null) {
        boolean own = visibility == Visibility.SELF && rowsAreOfSource;
        see(moment.row(), own ? compiled.add(before, moment.row().event()) : before, rows);
      }
      if (moment.event() != null) {
        state = compiled.add(state, moment.event());
      }
    }
    return state;
  }

  /** Replays what shares an entity and an instant; each row sees all of it but its own event. */
  private EntityState instantSeenByItsRows(
      EntityState before, PeekingIterator<Moment> moments, Rows rows) throws IOException {
    Moment first = moments.peek();
    List<EventWithRows> events = new ArrayList<>();
    List<PartialRow> alone = new ArrayList<>();
    EntityState after = before;
    while (isOfInstant(moments, first)) {
      Moment moment = moments.next();
      if (moment.event() != null) {
        after = compiled.add(after, moment.event());
        events.add(EventWithRows.of(moment));
      } else {
        alone.add(moment.row());
      }
    }
    for (PartialRow row : alone) {
      if (!giveToItsEvent(row, events)) {
        see(row, after, rows);
      }
    }
    seeOthers(before, events, rows);
    return after;
  }

  private static boolean isOfInstant(PeekingIterator<Moment> moments, Moment first) {
    return moments.hasNext()
        && moments.peek().known() == first.known()
        && moments.peek().entity().equals(first.entity());
  }

  private boolean giveToItsEvent(PartialRow row, List<EventWithRows> events) {
    boolean given = false;
    for (EventWithRows each : events) {
      if (!given && names(row.event(), each.event)) {
        each.rows.add(row);
        given = true;
      }
    }
    return given;
  }

  /** Whether a row, which may be of another source, stands for an event. */
  private static boolean names(Event ofRow, Event event) {
    return !ofRow.id().isEmpty() && ofRow.id().equals(event.id());
  }

  /**
   * Rows that see all events of a list but their own. States cannot be subtracted from, so each
   * half is given the other one, and halves are halved again.
   */
  private void seeOthers(EntityState state, List<EventWithRows> events, Rows rows)
      throws IOException {
    if (events.stream().allMatch(event -> event.rows.isEmpty())) {
      return;
    }
    if (events.size() == 1) {
      for (PartialRow row : events.get(0).rows) {
        see(row, state, rows);
      }
      return;
    }
    int middle = events.size() / 2;
    List<EventWithRows> first = events.subList(0, middle);
    List<EventWithRows> second = events.subList(middle, events.size());
    seeOthers(withAll(state, second), first, rows);
    seeOthers(withAll(state, first), second, rows);
  }

  private EntityState withAll(EntityState state, List<EventWithRows> events) {
    EntityState all = state;
    for (EventWithRows each : events) {
      all = compiled.add(all, each.event);
    }
    return all;
  }

  private void see(PartialRow row, EntityState seen, Rows rows) throws IOException {
    rows.output(row.with(compiled.evaluate(seen, row.event().ts()), seen.newest(), seen.mass()));
  }

  /**
   * Passes over events whose record has come already: the archive is written at least once, and the
   * order of moments brings what shares a position together.
   */
  private static final class FirstOfPosition {
    private Moment last;

    boolean test(Moment moment) {
      if (moment.event() == null) {
        return true;
      }
      boolean repeated = last != null && isOfTheSameRecord(last, moment);
      last = moment;
      return !repeated;
    }

    private static boolean isOfTheSameRecord(Moment one, Moment other) {
      Position position = one.event().position();
      return position.offset() == other.event().position().offset()
          && position.equals(other.event().position())
          && one.entity().equals(other.entity());
    }
  }

  /** An event of an instant, and the rows that must not see it. */
  private static final class EventWithRows {
    private final Event event;
    private final List<PartialRow> rows = new ArrayList<>(1);

    private EventWithRows(Event event) {
      this.event = event;
    }

    static EventWithRows of(Moment moment) {
      EventWithRows of = new EventWithRows(moment.event());
      if (moment.row() != null) {
        of.rows.add(moment.row());
      }
      return of;
    }
  }

  /** Where rows go. */
  private static final class Rows {
    private final Packer<PartialRow> packer;
    private final OutputReceiver<byte[]> out;

    Rows(PartialRowCoder coder, OutputReceiver<byte[]> out) {
      this.packer = new Packer<>(coder);
      this.out = out;
    }

    void output(PartialRow row) throws IOException {
      packer.add(row, out::output);
    }

    void flush() {
      packer.flush(out::output);
    }
  }
}
