package io.twinstream.features.testkit;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.service.EventRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Parses the JSON of a request with the event decoder, and returns values as Java objects. */
public final class RequestText {
  /**
   * A stand-in for the event time, which every event needs; no request field can have this name.
   */
  private static final String TIME = "@time";

  private RequestText() {}

  /**
   * Parses the row of a request.
   *
   * @param json an object with the fields of the service's request
   * @throws IllegalArgumentException if a value does not fit its field
   */
  public static FeatureRow row(CompiledService service, String json) {
    List<Field> fields = new ArrayList<>(service.request().fields());
    fields.add(new Field(TIME, FieldType.TIMESTAMP));
    Schema schema = new Schema(fields);
    Source source =
        new Source(
            "request",
            "request",
            schema,
            TIME,
            Optional.empty(),
            false,
            Duration.ofMillis(1),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            HistoryMapping.DEFAULT);
    int open = json.indexOf('{') + 1;
    String comma = json.substring(open).strip().equals("}") ? "" : ", ";
    String timed = json.substring(0, open) + "\"" + TIME + "\": 0" + comma + json.substring(open);
    Decoded decoded =
        EventDecoders.live(source, Set.of(), EventDecoder.DEFAULT_MAX_BYTES)
            .decode(Records.record(0, 0, timed));
    if (decoded instanceof DeadLetter letter) {
      throw new IllegalArgumentException("the request: " + letter.detail());
    }
    return EventRequest.of(service.request(), schema).row((Event) decoded);
  }

  static Object shown(FeatureRow row, int index) {
    return row.type(index) == FeatureType.TIMESTAMP && !row.isNull(index)
        ? Instant.ofEpochMilli(row.bits(index))
        : row.plain(index);
  }
}
