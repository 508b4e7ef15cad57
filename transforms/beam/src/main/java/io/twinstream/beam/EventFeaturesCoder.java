package io.twinstream.beam;

import io.twinstream.features.aggregate.FeatureRow;
import io.twinstream.features.definition.FeatureType;
import io.twinstream.features.event.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/** Writes rows of features whose types are known beforehand. */
public final class EventFeaturesCoder extends CustomCoder<EventFeatures> {
  private static final long serialVersionUID = 1;

  private final EventCoder events;

  @SuppressWarnings("serial") // immutable lists of enum constants are serializable
  private final List<FeatureType> types;

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
    VarInt.encode(row.keys().size(), out);
    for (String key : row.keys()) {
      Fields.writeText(key, out);
    }
    Fields.writeLong(row.asOf(), out);
    VarInt.encode(row.mass(), out);
    FeatureRow features = row.features();
    for (int i = 0; i < types.size(); i++) {
      out.write(features.isNull(i) ? 0 : 1);
      if (features.isNull(i)) {
        continue;
      }
      switch (types.get(i)) {
        case LONG, TIMESTAMP -> VarInt.encode(features.bits(i), out);
        case DOUBLE -> Fields.writeLong(features.bits(i), out);
        case BOOLEAN -> out.write((int) features.bits(i));
        case STRING -> Fields.writeText(features.text(i), out);
      }
    }
  }

  @Override
  public EventFeatures decode(InputStream in) throws IOException {
    Event event = events.decode(in);
    List<String> keys = new ArrayList<>();
    for (int left = VarInt.decodeInt(in); left > 0; left--) {
      keys.add(Fields.readText(in));
    }
    long asOf = Fields.readLong(in);
    long mass = VarInt.decodeLong(in);
    FeatureRow features = new FeatureRow(types);
    for (int i = 0; i < types.size(); i++) {
      if (in.read() == 0) {
        continue;
      }
      switch (types.get(i)) {
        case LONG, TIMESTAMP -> features.setBits(i, VarInt.decodeLong(in));
        case DOUBLE -> features.setBits(i, Fields.readLong(in));
        case BOOLEAN -> features.setBits(i, in.read());
        case STRING -> features.setText(i, Fields.readText(in));
      }
    }
    return new EventFeatures(event, keys, asOf, mass, features);
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
