package io.twinstream.beam;

import io.twinstream.features.aggregate.FeatureRow;
import io.twinstream.features.definition.FeatureType;
import io.twinstream.features.event.Position;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/** Writes rows of features whose types are known beforehand. */
public final class EventFeaturesCoder extends CustomCoder<EventFeatures> {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // immutable lists of enum constants are serializable
  private final List<FeatureType> types;

  private EventFeaturesCoder(List<FeatureType> types) {
    this.types = List.copyOf(types);
  }

  public static EventFeaturesCoder of(List<FeatureType> types) {
    return new EventFeaturesCoder(types);
  }

  @Override
  public void encode(EventFeatures row, OutputStream out) throws IOException {
    PositionCoder.of().encode(row.position(), out);
    Fields.writeLong(row.known(), out);
    Fields.writeLong(row.ts(), out);
    Fields.writeText(row.eventId(), out);
    Fields.writeText(row.entity(), out);
    Fields.writeLong(row.asOf(), out);
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
    Position position = PositionCoder.of().decode(in);
    long known = Fields.readLong(in);
    long ts = Fields.readLong(in);
    String eventId = Fields.readText(in);
    String entity = Fields.readText(in);
    long asOf = Fields.readLong(in);
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
    return new EventFeatures(position, known, ts, eventId, entity, asOf, features);
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean equals(Object other) {
    return other instanceof EventFeaturesCoder that && types.equals(that.types);
  }

  @Override
  public int hashCode() {
    return types.hashCode();
  }
}
