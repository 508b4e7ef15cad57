package io.twinstream.beam;

import io.twinstream.features.aggregate.FeatureRow;
import io.twinstream.features.definition.FeatureType;
import io.twinstream.features.event.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/** Writes rows that have passed some views, whose features' types are known beforehand. */
final class PartialRowCoder extends CustomCoder<PartialRow> {
  private static final long serialVersionUID = 1;

  private final EventCoder events;

  @SuppressWarnings("serial") // immutable lists are serializable
  private final List<ShippedView> views;

  private transient volatile List<List<FeatureType>> types;

  private PartialRowCoder(EventCoder events, List<ShippedView> views) {
    this.events = events;
    this.views = List.copyOf(views);
  }

  /** Of rows before their first view. */
  static PartialRowCoder of(EventCoder events) {
    return new PartialRowCoder(events, List.of());
  }

  /** Of the same rows behind one view more. */
  PartialRowCoder behind(ShippedView view) {
    List<ShippedView> more = new ArrayList<>(views);
    more.add(view);
    return new PartialRowCoder(events, more);
  }

  @Override
  public void encode(PartialRow row, OutputStream out) throws IOException {
    events.encode(row.event(), out);
    Fields.writeLong(row.asOf(), out);
    VarInt.encode(row.mass(), out);
    for (int i = 0; i < views.size(); i++) {
      FeatureRow features = row.views().get(i);
      out.write(features == null ? 0 : 1);
      if (features != null) {
        Fields.writeFeatures(features, out);
      }
    }
  }

  @Override
  public PartialRow decode(InputStream in) throws IOException {
    Event event = events.decode(in);
    long asOf = Fields.readLong(in);
    long mass = VarInt.decodeLong(in);
    List<FeatureRow> rows = new ArrayList<>(views.size() + 1);
    for (List<FeatureType> of : types()) {
      rows.add(in.read() == 0 ? null : Fields.readFeatures(of, in));
    }
    return new PartialRow(event, asOf, mass, Collections.unmodifiableList(rows));
  }

  private List<List<FeatureType>> types() {
    List<List<FeatureType>> known = types;
    if (known == null) {
      known = views.stream().map(view -> view.compiled().types()).toList();
      types = known;
    }
    return known;
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(Object other) {
    return other instanceof PartialRowCoder that
        && events.equals(that.events)
        && views.equals(that.views);
  }

  @Override
  public int hashCode() {
    return events.hashCode() * 31 + views.hashCode();
  }
}
