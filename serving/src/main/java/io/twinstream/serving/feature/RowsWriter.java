package io.twinstream.serving.feature;

import static io.twinstream.serving.json.JsonBuffer.ascii;

import io.twinstream.serving.guard.Until;
import io.twinstream.serving.json.JsonBuffer;
import io.twinstream.serving.reading.Degradation;
import io.twinstream.serving.reading.Reading;
import io.twinstream.serving.reading.ViewReading;
import io.twinstream.serving.row.ListJson;
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
  private static final byte[] INEXACT = ascii("\"inexact\":");
  private static final byte[] VIEWS = ascii("\"views\":{");
  private static final byte[] END = ascii("}}}");

  private final JsonBuffer out = JsonBuffer.ofThread();
  private final FeatureRequest request;
  private final Reading reading;
  private final ListJson list;

  /** For each view, a reading, and where the fields that others share with it were written. */
  private final ViewReading[] shared;

  private final int[] sharedFrom;
  private final int[] sharedTo;

  private RowsWriter(FeatureRequest request, Reading reading) {
    this.request = request;
    this.reading = reading;
    this.list = ListJson.of(request.list());
    int views = request.list().views().length;
    this.shared = new ViewReading[views];
    this.sharedFrom = new int[views];
    this.sharedTo = new int[views];
  }

  /** The answer to a request for one row. */
  static byte[] one(FeatureRequest request, Reading reading) {
    RowsWriter writer = new RowsWriter(request, reading);
    writer.row(0);
    return writer.out.toByteArray();
  }

  /**
   * The answer to a request for many rows.
   *
   * @throws io.twinstream.serving.problem.ProblemException at the deadline
   */
  static byte[] many(FeatureRequest request, Reading reading, Until until) {
    RowsWriter writer = new RowsWriter(request, reading);
    writer.rows(until);
    return writer.out.toByteArray();
  }

  private void rows(Until until) {
    out.raw(RESULTS);
    for (int row = 0; row < request.rows().size(); row++) {
      until.check(row);
      if (row > 0) {
        out.raw(',');
      }
      row(row);
    }
    out.raw(RESULTS_END);
  }

  private void row(int row) {
    Reading.Row values = reading.rows().get(row);
    out.raw(ENTITIES);
    entities(out, request.rows().get(row).entities());
    out.raw(AS_OF);
    out.sameInstant(reading.asOf());
    out.raw(FEATURES);
    list.object(out, values.values());
    out.raw(METADATA);
    degradation(out, reading);
    if (values.values().hasInexact()) {
      out.raw(INEXACT);
      list.inexact(out, values.values());
      out.raw(',');
    }
    out.raw(VIEWS);
    ViewReading[] views = values.views();
    for (int i = 0; i < views.length; i++) {
      if (i > 0) {
        out.raw(',');
      }
      list.view(out, i);
      view(i, views[i]);
    }
    out.raw(END);
  }

  private void view(int view, ViewReading read) {
    ReadingFields.begin(out, read, reading.asOf());
    ViewReading like = shared[view];
    if (like != null && like.asOf() == read.asOf() && like.source() == read.source()) {
      out.again(sharedFrom[view], sharedTo[view]);
    } else {
      shared[view] = read;
      sharedFrom[view] = out.length();
      ReadingFields.shared(out, read, reading.asOf());
      sharedTo[view] = out.length();
    }
    ReadingFields.end(out, read, reading.asOf());
  }

  /** Writes which fallback replaced the store, if one did. */
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
