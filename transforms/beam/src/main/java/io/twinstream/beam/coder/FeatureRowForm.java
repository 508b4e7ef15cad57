package io.twinstream.beam.coder;

import io.twinstream.beam.packed.PackedForm;
import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import java.util.List;

/** Packs rows of features whose types are known in advance. */
public final class FeatureRowForm implements PackedForm<FeatureRow> {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // Immutable lists of serializable types are serializable.
  private final List<FeatureType> types;

  public FeatureRowForm(List<FeatureType> types) {
    this.types = List.copyOf(types);
  }

  @Override
  public void write(FeatureRow row, ByteWriter out) {
    int presence = out.gap(presenceBytes());
    for (int i = 0; i < types.size(); i++) {
      if (row.isNull(i)) {
        continue;
      }
      out.setBit(presence, i);
      switch (types.get(i).kind()) {
        case LONG, TIMESTAMP -> out.signed(row.bits(i));
        case DOUBLE -> out.fixed64(row.bits(i));
        case BOOLEAN -> out.octet((int) row.bits(i));
        case STRING -> out.text(row.text(i));
        case BYTES, ARRAY, MAP -> row.writeObject(i, out);
      }
    }
  }

  @Override
  public FeatureRow read(ByteReader in) {
    FeatureRow row = new FeatureRow(types);
    int presence = in.skip(presenceBytes());
    for (int i = 0; i < types.size(); i++) {
      if (!in.isSet(presence, i)) {
        continue;
      }
      switch (types.get(i).kind()) {
        case LONG, TIMESTAMP -> row.setBits(i, in.signed());
        case DOUBLE -> row.setBits(i, in.fixed64());
        case BOOLEAN -> row.setBits(i, in.octet());
        case STRING -> row.setText(i, in.text());
        case BYTES, ARRAY, MAP -> row.readObject(i, in);
      }
    }
    return row;
  }

  private int presenceBytes() {
    return (types.size() + 7) / 8;
  }
}
