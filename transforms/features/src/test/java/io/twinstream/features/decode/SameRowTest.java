package io.twinstream.features.decode;

import static io.twinstream.features.decode.Decoders.KEYS;
import static io.twinstream.features.decode.Decoders.POSITION;
import static io.twinstream.features.decode.Decoders.SCHEMA;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.HistoryMapping.EpochUnit;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.RawRecord;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/**
 * Tests that the same row in JSON, CSV and typed values is the same event, or has the same reason.
 */
class SameRowTest {
  private static final Source SOURCE =
      Decoders.source(Decoders.mapping(null, null, EpochUnit.MILLIS, true));
  private static final List<String> COLUMNS =
      SCHEMA.fields().stream().map(field -> field.name()).toList();

  @Property(tries = 3000)
  void sameRowIsTheSameEvent(@ForAll("rows") List<Object> row) {
    Decoded typed = typed(row);
    Decoded json = EventDecoders.jsonLines(SOURCE, KEYS, 1 << 20).decode(record(json(row)));
    Decoded csv = EventDecoders.csv(SOURCE, KEYS, COLUMNS, 1 << 20).decode(record(csv(row)));
    Statistics.collect(typed instanceof Event);
    Statistics.coverage(events -> events.check(true).percentage(share -> share > 10));
    if (typed instanceof Event) {
      assertThat(json, is(typed));
      assertThat(csv, is(typed));
    } else {
      assertThat(((DeadLetter) json).reason(), is(((DeadLetter) typed).reason()));
      assertThat(((DeadLetter) csv).reason(), is(((DeadLetter) typed).reason()));
    }
  }

  @Property(tries = 300)
  void liveJsonOfAnEventIsTheSameEvent(@ForAll("rows") List<Object> row) {
    if (!(typed(row) instanceof Event event)) {
      return;
    }
    byte[] bytes = EventJson.write(SCHEMA, event);
    RawRecord record = new RawRecord(POSITION, event.known(), bytes);
    assertThat(EventDecoders.live(SOURCE, KEYS, 1 << 20).decode(record), is(event));
  }

  private static Decoded typed(List<Object> row) {
    EventBuilder builder = EventBuilder.history(SOURCE, KEYS);
    builder.begin();
    for (int i = 0; i < COLUMNS.size(); i++) {
      for (int slot : builder.slots(COLUMNS.get(i))) {
        set(builder, slot, row.get(i));
      }
    }
    return builder.finish(POSITION, 0, () -> new byte[0]);
  }

  private static void set(EventBuilder builder, int slot, Object value) {
    if (value instanceof String text) {
      builder.text(slot, text);
    } else if (value instanceof Long number) {
      builder.longValue(slot, number);
    } else if (value instanceof Double number) {
      builder.doubleValue(slot, number);
    } else if (value instanceof Float number) {
      builder.floatValue(slot, number);
    } else if (value instanceof BigDecimal number) {
      builder.decimalValue(slot, number);
    } else if (value instanceof Boolean truth) {
      builder.booleanValue(slot, truth);
    } else if (value instanceof Instant instant) {
      builder.instantValue(slot, instant.toEpochMilli());
    }
  }

  private static RawRecord record(String text) {
    return new RawRecord(POSITION, 0, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String json(List<Object> row) {
    List<String> members = new ArrayList<>();
    for (int i = 0; i < COLUMNS.size(); i++) {
      Object value = row.get(i);
      boolean quoted = value instanceof String || value instanceof Instant;
      String text =
          quoted
              ? '"' + new String(JsonStringEncoder.getInstance().quoteAsString("" + value)) + '"'
              : text(value);
      members.add('"' + COLUMNS.get(i) + "\":" + text);
    }
    return members.stream().collect(Collectors.joining(", ", "{", "}"));
  }

  private static String text(Object value) {
    return value instanceof Float number ? ShortestText.of(number) : String.valueOf(value);
  }

  private static String csv(List<Object> row) {
    return row.stream()
        .map(value -> value == null ? "" : '"' + text(value).replace("\"", "\"\"") + '"')
        .collect(Collectors.joining(",", "", "\r\n"));
  }

  @Provide
  Arbitrary<List<Object>> rows() {
    Schema schema = SCHEMA;
    List<Arbitrary<Object>> values =
        schema.fields().stream().map(field -> anyOf(field.type().kind()).injectNull(0.1)).toList();
    return Combinators.combine(values).as(list -> list);
  }

  private static Arbitrary<Object> anyOf(Kind kind) {
    Arbitrary<String> texts =
        Arbitraries.strings().withChars("ab\",\n\u0000é😀 ").ofMaxLength(5).filter(Unicode::isText);
    Arbitrary<Double> cents = Arbitraries.longs().between(-99_999, 99_999).map(c -> c / 100.0);
    Arbitrary<Double> doubles = Arbitraries.doubles().ofScale(3).edgeCases(c -> c.none());
    return switch (kind) {
      case STRING ->
          Arbitraries.oneOf(
              texts,
              Arbitraries.longs(),
              Arbitraries.longs().between(0, 99_999).map(i -> (double) i));
      case LONG ->
          Arbitraries.oneOf(
              Arbitraries.longs(), Arbitraries.integers().map(i -> (double) i), cents);
      case DECIMAL ->
          Arbitraries.oneOf(
              cents,
              cents.map(Double::floatValue),
              Arbitraries.longs().between(-99_999, 99_999).map(c -> c / 1000.0),
              Arbitraries.longs(),
              Arbitraries.longs().map(c -> BigDecimal.valueOf(c, 4)));
      case DOUBLE ->
          Arbitraries.oneOf(
              doubles,
              doubles.map(Double::floatValue),
              Arbitraries.longs(),
              Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite));
      case BOOLEAN -> Arbitraries.oneOf(Arbitraries.of(true, false), Arbitraries.of(0L, 1L, 2L));
      case BYTES, ARRAY -> throw new IllegalArgumentException("NestedRowTest has these");
      case TIMESTAMP ->
          Arbitraries.oneOf(
              Arbitraries.longs().between(-70_000_000_000_000L, 253_500_000_000_000L),
              Arbitraries.longs()
                  .between(-62_135_596_800_000L, 253_402_300_799_999L)
                  .map(Instant::ofEpochMilli));
    };
  }
}
