package io.twinstream.features.laws;

import com.dynatrace.hash4j.hashing.Hashing;
import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Arguments;
import io.twinstream.features.definition.Entity;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.definition.Window;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.library.Functions;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A small payments project and its events, made by hand. */
public final class Payments {
  public static final Schema SCHEMA =
      new Schema(
          List.of(
              new Field("card", FieldType.STRING),
              new Field("amount", FieldType.decimal(2)),
              new Field("merchant", FieldType.STRING),
              new Field("risk", FieldType.DOUBLE),
              new Field("items", FieldType.LONG),
              new Field("status", FieldType.STRING),
              new Field("time", FieldType.TIMESTAMP),
              new Field("online", FieldType.BOOLEAN),
              new Field("vector", FieldType.array(FieldType.decimal(2), 3))));

  private Payments() {}

  /** A source with the given resolution. */
  public static Source source(Duration resolution) {
    return new Source(
        "transactions",
        "transactions",
        SCHEMA,
        "time",
        Optional.empty(),
        false,
        resolution,
        Source.DEFAULT_MAX_FUTURE_SKEW,
        Source.DEFAULT_MAX_LATENESS,
        Duration.ZERO,
        HistoryMapping.DEFAULT);
  }

  /** A view of cards over that source. */
  public static View view(Optional<Duration> ttl, int recent, List<Aggregation> aggregations) {
    return new View(
        "card",
        1,
        "card",
        "transactions",
        ttl,
        Duration.ofSeconds(10),
        "",
        List.of(),
        aggregations,
        recent);
  }

  /** A project of one view. */
  public static Project project(Source source, View view) {
    return new Project(
        "test",
        Map.of(source.name(), source),
        Map.of("card", new Entity("card", "card")),
        Map.of(view.id(), view),
        Map.of(),
        Map.of());
  }

  /** An aggregation without a filter, with default arguments. */
  public static Aggregation aggregation(String function, String field, Window window) {
    return aggregation(function, field, window, null, Map.of());
  }

  public static Aggregation aggregation(
      String function, String field, Window window, String filter, Map<String, ?> arguments) {
    Map<String, Object> all = new TreeMap<>();
    for (Argument argument : Functions.of(function).arguments()) {
      argument.otherwise().ifPresent(value -> all.put(argument.name(), value));
    }
    all.putAll(arguments);
    return new Aggregation(
        function + "_" + field + "_" + window + filter + all,
        function,
        Optional.ofNullable(field),
        window,
        Optional.ofNullable(filter),
        Arguments.of(all));
  }

  /**
   * An event.
   *
   * @param cents null for a null amount; the other fields but status follow from it and the time
   */
  public static Event event(
      long offset, long known, long ts, String id, Long cents, String status) {
    long[] bits = new long[SCHEMA.size()];
    String[] texts = new String[SCHEMA.size()];
    boolean[] present = new boolean[SCHEMA.size()];
    texts[0] = "c1";
    texts[2] = cents == null ? null : "m" + Math.floorMod(cents, 40);
    bits[1] = cents == null ? 0 : cents;
    bits[3] = cents == null ? 0 : Double.doubleToRawLongBits(cents / 7.0 + 0.0);
    boolean items = cents != null && Math.floorMod(cents, 5) != 0; // A null of its own.
    bits[4] = items ? cents * 3 - 5 : 0;
    boolean online = cents != null && Math.floorMod(cents, 7) != 0; // A null of its own.
    bits[7] = online && Math.floorMod(cents, 2) == 0 ? 1 : 0;
    texts[5] = status;
    bits[6] = ts;
    for (int slot = 0; slot < present.length; slot++) {
      present[slot] = slot == 0 || slot == 6 || (slot == 5 ? status != null : cents != null);
    }
    present[4] = items;
    present[7] = online;
    Object[] objects = new Object[SCHEMA.size()];
    present[8] = online;
    objects[8] = online ? ArrayValue.of(FeatureType.LONG, List.of(cents, -ts, cents / 3)) : null;
    long identity = Hashing.xxh3_64().hashCharsToLong(id + "/" + ts + "/" + cents + "/" + status);
    return new Event(
        new Position("transactions", 0, offset),
        known,
        ts,
        id,
        identity,
        bits,
        texts,
        objects,
        present);
  }
}
