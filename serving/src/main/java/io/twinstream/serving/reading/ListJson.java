package io.twinstream.serving.reading;

import io.twinstream.features.row.FeatureRow;
import io.twinstream.serving.json.JsonBuffer;
import java.util.List;

/** Writes the values of a feature list as JSON, with the names encoded once. */
public final class ListJson {
  private final byte[][] names;

  /** The names with the punctuation before them in an object. */
  private final byte[][] openings;

  ListJson(List<String> names) {
    this.names = names.stream().map(JsonBuffer::name).toArray(byte[][]::new);
    this.openings = new byte[this.names.length][];
    for (int i = 0; i < openings.length; i++) {
      openings[i] = new byte[this.names[i].length + 1];
      openings[i][0] = (byte) (i == 0 ? '{' : ',');
      System.arraycopy(this.names[i], 0, openings[i], 1, this.names[i].length);
    }
  }

  /** Writes the name of a feature, and the colon after it. */
  public void name(JsonBuffer out, int feature) {
    out.raw(names[feature]);
  }

  /** Writes {@code {"name":value,…}}. */
  public void object(JsonBuffer out, FeatureRow row) {
    for (int i = 0; i < openings.length; i++) {
      out.raw(openings[i]);
      value(out, row, i);
    }
    if (names.length == 0) {
      out.raw('{');
    }
    out.raw('}');
  }

  /** Writes one value. */
  public static void value(JsonBuffer out, FeatureRow row, int feature) {
    if (row.isNull(feature)) {
      out.nullValue();
      return;
    }
    switch (row.type(feature)) {
      case LONG -> out.number(row.bits(feature));
      case DOUBLE -> out.number(Double.longBitsToDouble(row.bits(feature)));
      case BOOLEAN -> out.bool(row.bits(feature) != 0);
      case STRING -> out.text(row.text(feature));
      case TIMESTAMP -> out.instant(row.bits(feature));
    }
  }
}
