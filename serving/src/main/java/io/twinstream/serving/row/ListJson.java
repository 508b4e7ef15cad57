package io.twinstream.serving.row;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.row.MapValue;
import io.twinstream.serving.json.JsonBuffer;
import io.twinstream.serving.reading.FeatureList;
import io.twinstream.serving.reading.ServedView;
import java.util.Arrays;
import java.util.List;

/** Writes the values of a feature list as JSON, with the names encoded once. */
public final class ListJson {
  /** Cached as long as the list is in use. */
  private static final LoadingCache<FeatureList, ListJson> KNOWN =
      Caffeine.newBuilder().weakKeys().build(ListJson::new);

  private static final byte[] VALUES = JsonBuffer.ascii("{\"values\":{");
  private static final byte[] OTHER = JsonBuffer.ascii("},\"other\":");
  private static final byte[] EXACT = JsonBuffer.ascii(",\"exact\":");

  private final List<String> features;
  private final byte[][] names;

  /** The names with the punctuation before them in an object. */
  private final byte[][] openings;

  private final byte[][] views;

  private ListJson(FeatureList list) {
    this.features = list.compiled().names();
    this.names = features.stream().map(JsonBuffer::name).toArray(byte[][]::new);
    this.openings = new byte[names.length][];
    for (int i = 0; i < openings.length; i++) {
      openings[i] = new byte[names[i].length + 1];
      openings[i][0] = (byte) (i == 0 ? '{' : ',');
      System.arraycopy(names[i], 0, openings[i], 1, names[i].length);
    }
    this.views =
        Arrays.stream(list.views()).map(view -> JsonBuffer.name(view.id())).toArray(byte[][]::new);
  }

  /** The encoded names of a list. */
  public static ListJson of(FeatureList list) {
    return KNOWN.get(list);
  }

  /** Writes the name of a feature, and the colon after it. */
  public void name(JsonBuffer out, int feature) {
    out.raw(names[feature]);
  }

  /** Writes the name of one of the list's views, and the colon after it. */
  public void view(JsonBuffer out, int view) {
    out.raw(views[view]);
  }

  /** Writes the name of a view, and the colon after it, for an answer without a list. */
  public static void view(JsonBuffer out, ServedView view) {
    out.text(view.id());
    out.raw(':');
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

  /** Writes the names of the features whose values are not told by what is kept of the events. */
  public void inexact(JsonBuffer out, FeatureRow row) {
    out.raw('[');
    boolean first = true;
    for (int i = 0; i < names.length; i++) {
      if (row.isInexact(i)) {
        if (!first) {
          out.raw(',');
        }
        first = false;
        out.text(features.get(i));
      }
    }
    out.raw(']');
  }

  /** Writes one value. */
  public static void value(JsonBuffer out, FeatureRow row, int feature) {
    if (row.isNull(feature)) {
      out.nullValue();
      return;
    }
    switch (row.type(feature).kind()) {
      case LONG -> out.number(row.bits(feature));
      case DOUBLE -> out.number(Double.longBitsToDouble(row.bits(feature)));
      case BOOLEAN -> out.bool(row.bits(feature) != 0);
      case STRING -> out.text(row.text(feature));
      case TIMESTAMP -> out.instant(row.bits(feature));
      case BYTES -> out.text(row.bytes(feature).toString());
      case ARRAY -> array(out, row.array(feature));
      case MAP -> map(out, row.map(feature));
    }
  }

  private static void array(JsonBuffer out, ArrayValue array) {
    out.raw('[');
    for (int i = 0; i < array.size(); i++) {
      if (i > 0) {
        out.raw(',');
      }
      element(out, array, i);
    }
    out.raw(']');
  }

  private static void map(JsonBuffer out, MapValue map) {
    out.raw(VALUES);
    for (int i = 0; i < map.size(); i++) {
      if (i > 0) {
        out.raw(',');
      }
      out.text(map.key(i));
      out.raw(':');
      element(out, map.values(), i);
    }
    out.raw(OTHER);
    if (!map.hasOther()) {
      out.nullValue();
    } else if (map.values().element() == FeatureType.DOUBLE) {
      out.number(Double.longBitsToDouble(map.other()));
    } else {
      out.number(map.other());
    }
    out.raw(EXACT);
    out.bool(map.isExact());
    out.raw('}');
  }

  private static void element(JsonBuffer out, ArrayValue array, int i) {
    if (array.isNull(i)) {
      out.nullValue();
      return;
    }
    switch (array.element().kind()) {
      case LONG -> out.number(array.bits(i));
      case DOUBLE -> out.number(array.asDouble(i));
      case BOOLEAN -> out.bool(array.bits(i) != 0);
      case STRING -> out.text(array.text(i));
      case TIMESTAMP -> out.instant(array.bits(i));
      case BYTES -> out.text(array.bytes(i).toString());
      case ARRAY, MAP -> throw new IllegalStateException("an array in an array");
    }
  }
}
