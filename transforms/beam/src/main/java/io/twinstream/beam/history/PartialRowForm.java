package io.twinstream.beam.history;

import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.FeatureRowForm;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.packed.PackedForm;
import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Packs rows that have passed some views; the types of their features are known in advance. */
public final class PartialRowForm implements PackedForm<PartialRow> {
  private static final long serialVersionUID = 1;

  private final EventCoder events;

  @SuppressWarnings("serial") // Immutable lists are serializable.
  private final List<FeatureRowForm> views;

  private PartialRowForm(EventCoder events, List<FeatureRowForm> views) {
    this.events = events;
    this.views = List.copyOf(views);
  }

  /** Creates the form of rows before their first view. */
  public static PartialRowForm of(EventCoder events) {
    return new PartialRowForm(events, List.of());
  }

  /** Returns the form of the same rows after one more view. */
  public PartialRowForm behind(ShippedView view) {
    return behind(view.compiled().types());
  }

  /** Returns the form of the same rows after one more view that gives values of these types. */
  public PartialRowForm behind(List<FeatureType> types) {
    List<FeatureRowForm> more = new ArrayList<>(views);
    more.add(new FeatureRowForm(types));
    return new PartialRowForm(events, more);
  }

  @Override
  public void write(PartialRow row, ByteWriter out) {
    events.write(row.event(), out);
    out.fixed64(row.asOf());
    out.varint(row.count());
    for (int i = 0; i < views.size(); i++) {
      views.get(i).write(row.views().get(i), out);
    }
  }

  @Override
  public PartialRow read(ByteReader in) {
    Event event = events.read(in);
    long asOf = in.fixed64();
    long count = in.varint();
    List<FeatureRow> rows = new ArrayList<>(views.size() + 1);
    for (FeatureRowForm of : views) {
      rows.add(of.read(in));
    }
    return new PartialRow(event, asOf, count, Collections.unmodifiableList(rows));
  }
}
