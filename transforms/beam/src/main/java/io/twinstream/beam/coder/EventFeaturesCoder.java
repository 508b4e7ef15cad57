package io.twinstream.beam.coder;

import io.twinstream.beam.packed.PackedForm;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/** Encodes rows of features whose types are known in advance. */
public final class EventFeaturesCoder extends CustomCoder<EventFeatures>
    implements PackedForm<EventFeatures> {
  private static final long serialVersionUID = 1;

  private final EventCoder events;

  @SuppressWarnings("serial") // Immutable lists of serializable types are serializable.
  private final List<FeatureType> types;

  private transient FeatureRowForm form;

  private EventFeaturesCoder(EventCoder events, List<FeatureType> types) {
    this.events = events;
    this.types = List.copyOf(types);
  }

  public static EventFeaturesCoder of(EventCoder events, List<FeatureType> types) {
    return new EventFeaturesCoder(events, types);
  }

  @Override
  public void encode(EventFeatures row, OutputStream out) throws IOException {
    events.encode(row.event(), out);
    Fields.writeLong(row.asOf(), out);
    VarInt.encode(row.count(), out);
    Fields.writeFeatures(row.features(), out);
  }

  @Override
  public EventFeatures decode(InputStream in) throws IOException {
    Event event = events.decode(in);
    long asOf = Fields.readLong(in);
    long count = VarInt.decodeLong(in);
    return new EventFeatures(event, asOf, count, Fields.readFeatures(types, in));
  }

  @Override
  public void write(EventFeatures row, ByteWriter out) {
    events.write(row.event(), out);
    out.fixed64(row.asOf());
    out.varint(row.count());
    packed().write(row.features(), out);
  }

  @Override
  public EventFeatures read(ByteReader in) {
    Event event = events.read(in);
    long asOf = in.fixed64();
    long count = in.varint();
    return new EventFeatures(event, asOf, count, packed().read(in));
  }

  private FeatureRowForm packed() {
    if (form == null) {
      form = new FeatureRowForm(types);
    }
    return form;
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(Object other) {
    return other instanceof EventFeaturesCoder that
        && events.equals(that.events)
        && types.equals(that.types);
  }

  @Override
  public int hashCode() {
    return types.hashCode();
  }
}
