package io.twinstream.beam.history;

import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.packed.PackedForm;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.event.Event;

/** Packs moments of one view. If a row is also an event, the event is written once. */
public final class MomentForm implements PackedForm<Moment> {
  private static final long serialVersionUID = 1;

  private static final int EVENT = 0;
  private static final int ROW = 1;
  private static final int EVENT_WITH_ROW = 2;
  private static final int BEFORE = 3;

  private final ShippedView view;
  private final EventCoder events;
  private final PartialRowForm rows;
  private transient CompiledView compiled;

  private MomentForm(ShippedView view, PartialRowForm rows) {
    this.view = view;
    this.events = EventCoder.of(view);
    this.rows = rows;
  }

  /**
   * Creates the form for moments of a view.
   *
   * @param rows the form of the rows, whether or not they are events
   */
  public static MomentForm of(ShippedView view, PartialRowForm rows) {
    return new MomentForm(view, rows);
  }

  @Override
  public void write(Moment moment, ByteWriter out) {
    out.text(moment.entity());
    if (moment.before() != null) {
      out.octet(BEFORE);
      out.counted(compiled().encode(moment.before()));
    } else if (moment.row() == null) {
      out.octet(EVENT);
      events.write(moment.event(), out);
    } else {
      out.octet(moment.event() == null ? ROW : EVENT_WITH_ROW);
      rows.write(moment.row(), out);
    }
  }

  @Override
  public Moment read(ByteReader in) {
    String entity = in.text();
    int kind = in.octet();
    if (kind == BEFORE) {
      return Moment.before(entity, compiled().decode(in.counted()));
    }
    if (kind == EVENT) {
      return new Moment(entity, events.read(in), null);
    }
    PartialRow row = rows.read(in);
    Event event = kind == EVENT_WITH_ROW ? row.event() : null;
    return new Moment(entity, event, row);
  }

  private CompiledView compiled() {
    if (compiled == null) {
      compiled = view.compiled();
    }
    return compiled;
  }
}
