package io.twinstream.beam;

import io.twinstream.features.event.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;

/** Writes moments of one view. The event of a row that is one is written once. */
final class MomentCoder extends CustomCoder<Moment> {
  private static final long serialVersionUID = 1;

  private static final int EVENT = 0;
  private static final int ROW = 1;
  private static final int EVENT_WITH_ROW = 2;
  private static final int BEFORE = 3;

  private final EventCoder events;
  private final PartialRowCoder rows;
  private final EntityStateCoder states;

  private MomentCoder(EventCoder events, PartialRowCoder rows, EntityStateCoder states) {
    this.events = events;
    this.rows = rows;
    this.states = states;
  }

  /**
   * Moments of a view.
   *
   * @param rows with or without being events
   */
  static MomentCoder of(ShippedView view, PartialRowCoder rows) {
    return new MomentCoder(EventCoder.of(view), rows, EntityStateCoder.of(view));
  }

  @Override
  public void encode(Moment moment, OutputStream out) throws IOException {
    Fields.writeText(moment.entity(), out);
    if (moment.before() != null) {
      out.write(BEFORE);
      states.encode(moment.before(), out);
    } else if (moment.row() == null) {
      out.write(EVENT);
      events.encode(moment.event(), out);
    } else {
      out.write(moment.event() == null ? ROW : EVENT_WITH_ROW);
      rows.encode(moment.row(), out);
    }
  }

  @Override
  public Moment decode(InputStream in) throws IOException {
    String entity = Fields.readText(in);
    int kind = in.read();
    if (kind == BEFORE) {
      return Moment.before(entity, states.decode(in));
    }
    if (kind == EVENT) {
      return new Moment(entity, events.decode(in), null);
    }
    PartialRow row = rows.decode(in);
    Event event = kind == EVENT_WITH_ROW ? row.event() : null;
    return new Moment(entity, event, row);
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(Object other) {
    return other instanceof MomentCoder that
        && events.equals(that.events)
        && rows.equals(that.rows)
        && states.equals(that.states);
  }

  @Override
  public int hashCode() {
    return events.hashCode() * 31 + rows.hashCode();
  }
}
