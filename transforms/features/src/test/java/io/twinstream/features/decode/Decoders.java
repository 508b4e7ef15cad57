package io.twinstream.features.decode;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.instanceOf;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.HistoryMapping.EpochUnit;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import io.twinstream.features.time.Zone;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A source with a field of every type, and short ways to decode records of it. */
public final class Decoders {
  static final Set<String> KEYS = Set.of("card", "user");
  static final long KNOWN = 1_600_000_000_000L;
  static final Position POSITION = new Position("txn", 3, 17);

  /** The order of fields matters: the problem of the first field is reported. */
  public static final Schema SCHEMA =
      new Schema(
          List.of(
              new Field("id", FieldType.STRING),
              new Field("card", FieldType.STRING),
              new Field("user", FieldType.LONG),
              new Field("amount", FieldType.decimal(2)),
              new Field("rate", new FieldType(FieldType.Kind.DECIMAL, 2, true)),
              new Field("score", FieldType.DOUBLE),
              new Field("ok", FieldType.BOOLEAN),
              new Field("seen", FieldType.TIMESTAMP),
              new Field("ts", FieldType.TIMESTAMP)));

  private Decoders() {}

  public static Source source(HistoryMapping history) {
    return source(history, Duration.ofMillis(1));
  }

  public static Source source(HistoryMapping history, Duration resolution) {
    return source(history, resolution, Source.DEFAULT_MAX_KNOWN_DISORDER);
  }

  public static Source source(
      HistoryMapping history, Duration resolution, Duration maxKnownDisorder) {
    return new Source(
        "transactions",
        "txn",
        SCHEMA,
        "ts",
        Optional.of("id"),
        false,
        resolution,
        Source.DEFAULT_MAX_FUTURE_SKEW,
        Source.DEFAULT_MAX_LATENESS,
        maxKnownDisorder,
        history);
  }

  static HistoryMapping mapping(String pattern, String zone, EpochUnit unit, boolean integralIds) {
    return new HistoryMapping(
        HistoryMapping.Format.CSV,
        Map.of(),
        List.of(),
        ',',
        Optional.ofNullable(pattern),
        zone == null ? Zone.UTC : new Zone(zone),
        unit,
        integralIds,
        Optional.empty(),
        Duration.ZERO);
  }

  static RawRecord record(byte[] payload) {
    return new RawRecord(POSITION, KNOWN, payload);
  }

  public static Decoded decode(String json) {
    return decode(json.getBytes(StandardCharsets.UTF_8));
  }

  public static Decoded decode(byte[] json) {
    return EventDecoders.live(source(HistoryMapping.DEFAULT), KEYS, EventDecoder.DEFAULT_MAX_BYTES)
        .decode(record(json));
  }

  /** A good live record in which one field's JSON is replaced. */
  public static String json(String field, String value) {
    StringBuilder out = new StringBuilder("{");
    goodFields().forEach((name, good) -> member(out, name, name.equals(field) ? value : good));
    return out.append('}').toString();
  }

  private static Map<String, String> goodFields() {
    Map<String, String> fields = new java.util.LinkedHashMap<>();
    fields.put("id", "\"t-1\"");
    fields.put("card", "\"c-1\"");
    fields.put("user", "42");
    fields.put("amount", "12.30");
    fields.put("rate", "1.5");
    fields.put("score", "0.25");
    fields.put("ok", "true");
    fields.put("seen", "null");
    fields.put("ts", Long.toString(KNOWN));
    return fields;
  }

  private static void member(StringBuilder out, String name, String value) {
    out.append(out.length() == 1 ? "" : ",").append('"').append(name).append("\":").append(value);
  }

  /** The event of a good live record in which one field's JSON is replaced. */
  public static Event eventWith(String field, String value) {
    return event(decode(json(field, value)));
  }

  public static Event event(Decoded decoded) {
    assertThat(decoded, instanceOf(Event.class));
    return (Event) decoded;
  }

  public static DeadLetter deadLetter(Decoded decoded) {
    assertThat(decoded, instanceOf(DeadLetter.class));
    return (DeadLetter) decoded;
  }

  /** The reason that a live record with one field's JSON replaced is a dead letter for. */
  public static Reason reasonWith(String field, String value) {
    return deadLetter(decode(json(field, value))).reason();
  }

  public static long bits(Event event, String field) {
    assertThat(field + " is there", !event.isNull(SCHEMA.slot(field)));
    return event.bits(SCHEMA.slot(field));
  }
}
