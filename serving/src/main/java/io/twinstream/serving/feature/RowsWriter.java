package io.twinstream.serving.feature;

import static io.twinstream.serving.json.JsonBuffer.ascii;

import io.twinstream.serving.json.JsonBuffer;
import io.twinstream.serving.reading.Degradation;
import io.twinstream.serving.reading.Reading;
import io.twinstream.serving.reading.ViewReading;
import java.util.Map;

/** Writes answers row by row. */
final class RowsWriter {
  private static final byte[] RESULTS = ascii("{\"results\":[");
  private static final byte[] RESULTS_END = ascii("]}");
  private static final byte[] ENTITIES = ascii("{\"entities\":");
  private static final byte[] AS_OF = ascii(",\"as_of\":");
  private static final byte[] FEATURES = ascii(",\"features\":");
  private static final byte[] METADATA = ascii(",\"metadata\":{");
  private static final byte[] DEGRADED = ascii("\"degraded\":");
  private static final byte[] VIEWS = ascii("\"views\":{");
  private static final byte[] END = ascii("}}}");

  private RowsWriter() {}

  /** The answer to a question of one row. */
  static byte[] one(FeatureRequest request, Reading reading) {
    JsonBuffer out = JsonBuffer.ofThread();
    row(out, request, reading, 0);
    return out.toByteArray();
  }

  /** The answer to many. */
  static byte[] many(FeatureRequest request, Reading reading) {
    JsonBuffer out = JsonBuffer.ofThread();
    out.raw(RESULTS);
    for (int i = 0; i < request.rows().size(); i++) {
      if (i > 0) {
        out.raw(',');
      }
      row(out, request, reading, i);
    }
    out.raw(RESULTS_END);
    return out.toByteArray();
  }

  private static void row(JsonBuffer out, FeatureRequest request, Reading reading, int row) {
    Reading.Row values = reading.rows().get(row);
    out.raw(ENTITIES);
    entities(out, request.rows().get(row).entities());
    out.raw(AS_OF);
    out.instant(reading.asOf());
    out.raw(FEATURES);
    request.list().json().object(out, values.values());
    out.raw(METADATA);
    degradation(out, reading);
    out.raw(VIEWS);
    ViewReading[] views = values.views();
    for (int i = 0; i < views.length; i++) {
      if (i > 0) {
        out.raw(',');
      }
      out.raw(views[i].view().json().name());
      ReadingFields.object(out, views[i], reading.asOf());
    }
    out.raw(END);
  }

  /** Writes what stands in for the store, if anything does. */
  static void degradation(JsonBuffer out, Reading reading) {
    if (reading.degradation() != Degradation.NONE) {
      out.raw(DEGRADED);
      out.text(reading.degradation().name());
      out.raw(',');
    }
  }

  private static void entities(JsonBuffer out, Map<String, String> ids) {
    char before = '{';
    for (Map.Entry<String, String> id : ids.entrySet()) {
      out.raw(before);
      out.text(id.getKey());
      out.raw(':');
      out.text(id.getValue());
      before = ',';
    }
    if (before == '{') {
      out.raw('{');
    }
    out.raw('}');
  }
}
