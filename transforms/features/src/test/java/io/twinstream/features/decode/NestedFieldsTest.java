package io.twinstream.features.decode;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldPath;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventCodec;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields by path, arrays and bytes, in JSON and CSV. */
class NestedFieldsTest {
  private static final Schema SCHEMA = NestedRecords.SCHEMA;
  private static final Source SOURCE = NestedRecords.source(HistoryMapping.DEFAULT);
  private static final long AT = 1_772_359_200_000L;

  private static Decoded decode(String members) {
    String json = "{\"id\": \"1\", \"meta\": {\"at\": " + AT + "}" + members + "}";
    return EventDecoders.live(SOURCE, Set.of(), 10_000).decode(record(json));
  }

  private static RawRecord record(String text) {
    return new RawRecord(new Position("orders", 0, 0), AT, text.getBytes(StandardCharsets.UTF_8));
  }

  private static Event event(String members) {
    Decoded decoded = decode(members);
    assertThat(String.valueOf(decoded), decoded, instanceOf(Event.class));
    return (Event) decoded;
  }

  private static Object value(Event event, String field) {
    int slot = SCHEMA.slot(field);
    FieldType type = SCHEMA.field(slot).type();
    if (event.isNull(slot)) {
      return null;
    }
    return switch (type.kind()) {
      case ARRAY -> type.toFeature(event.array(slot)).toString();
      case BYTES -> event.bytes(slot).toString();
      case STRING -> event.text(slot);
      default -> type.show(event.bits(slot));
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      nullValues = "null",
      value = {
        "\"device\": {\"os\": \"ios\", \"geo\": {\"lat\": 1.5}}; os; ios",
        "\"device\": {\"os\": \"ios\", \"geo\": {\"lat\": -0.0}}; lat; 0.0",
        "\"device\": {\"geo\": {}}; lat; null",
        "\"device\": null; os; null",
        "\"x\": 1; os; null",
        "\"device\": {\"more\": {\"os\": \"a\"}, \"os\": 7}; os; 7",
        "\"items\": [{\"sku\": \"a\", \"price\": 1.5}, {\"sku\": \"b\"}]; skus; [\"a\",\"b\"]",
        "\"items\": [{\"sku\": \"a\", \"price\": 1.5}, {\"sku\": \"b\"}]; prices; [1.5,null]",
        "\"items\": [{\"sku\": \"a\", \"price\": 1.5}, {\"sku\": \"b\"}]; price; 1.50",
        "\"items\": [{\"price\": 2}, null, {}]; skus; [null,null,null]",
        "\"items\": [{\"price\": 2}, null, {}]; prices; [2.0,null,null]",
        "\"items\": []; skus; []",
        "\"items\": []; price; null",
        "\"items\": null; skus; null",
        "\"x\": 1; skus; null",
        "\"items\": [{\"sku\": \"\"}]; skus; [null]",
        "\"tags\": [\"a\", 7, null, true]; tags; [\"a\",\"7\",null,\"true\"]",
        "\"tags\": [\"a\", 7, null, true]; first_tag; a",
        "\"tags\": []; tags; []",
        "\"tags\": []; first_tag; null",
        "\"times\": \"[5, \\\"1970-01-01T00:00:00Z\\\"]\"; times;"
            + " [\"1970-01-01T00:00:00.005Z\",\"1970-01-01T00:00:00Z\"]",
        "\"times\": [\"1970-01-01T00:00:01Z\", 5]; times;"
            + " [\"1970-01-01T00:00:01Z\",\"1970-01-01T00:00:00.005Z\"]",
        "\"vector\": [1, -0.0]; vector; [1.0,0.0]",
        "\"blob\": \"/+8=\"; blob; /+8=",
        "\"blob\": \"\"; blob; null",
        "\"blobs\": [\"/+8=\", null, \"\"]; blobs; [\"/+8=\",null,null]",
      })
  void valuesAreReadFromTheirPaths(String members, String field, String value) {
    assertThat(value(event(", " + members), field), is(value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "\"device\": \"ios\"; WRONG_TYPE; field 'os' (string): 'device' is not an object",
        "\"device\": [1]; WRONG_TYPE; 'device' is not an object",
        "\"device\": {\"os\": {}}; WRONG_TYPE; an object",
        "\"device\": {\"os\": [1]}; WRONG_TYPE; an array",
        "\"items\": {\"sku\": \"a\"}; WRONG_TYPE; 'items' is not an array",
        "\"items\": 5; WRONG_TYPE; 'items' is not an array",
        "\"items\": [5]; WRONG_TYPE; is not an object",
        "\"items\": [{\"price\": 1.005}]; EXCESS_DIGITS; 1.005",
        "\"items\": [{\"sku\": [\"a\"]}]; WRONG_TYPE; an array",
        "\"tags\": {\"a\": 1}; WRONG_TYPE; an object",
        "\"tags\": [[1]]; WRONG_TYPE; an array",
        "\"tags\": \"[1\"; WRONG_TYPE; [1",
        "\"tags\": \"[1] x\"; WRONG_TYPE; [1] x",
        "\"times\": [\"soon\"]; WRONG_TYPE; soon",
        "\"vector\": [1]; WRONG_TYPE; 1 elements instead of 2",
        "\"vector\": [1, null]; WRONG_TYPE; an element that is null",
        "\"vector\": [1, NaN]; WRONG_TYPE; NaN is not a number",
        "\"vector\": [1, 1e999]; OUT_OF_RANGE; Infinity",
        "\"blob\": \"/+8\"; WRONG_TYPE; /+8",
        "\"blob\": \"_-8=\"; WRONG_TYPE; _-8=",
        "\"blob\": 7; WRONG_TYPE; 7",
        "\"device\": {\"os\": \"a\"}, \"device\": {}; MALFORMED; 'device' appears twice",
        "\"device\": {\"os\": \"a\", \"os\": \"a\"}; MALFORMED; 'device.os' appears twice",
      })
  void valuesOfOtherShapesAreDeadLetters(String members, Reason reason, String detail) {
    DeadLetter letter = (DeadLetter) decode(", " + members);
    assertThat(letter.reason(), is(reason));
    assertThat(letter.detail(), containsString(detail));
  }

  @Test
  void missingAndEmptyAndNullElementsAreDifferentEvents() {
    long missing = event("").identity();
    long empty = event(", \"tags\": []").identity();
    long one = event(", \"tags\": [null]").identity();
    long two = event(", \"tags\": [null, null]").identity();
    assertThat(empty, is(not(missing)));
    assertThat(one, is(not(empty)));
    assertThat(two, is(not(one)));
    assertThat(event(", \"tags\": null").identity(), is(missing));
    assertThat(event(", \"blob\": \"AA==\"").identity(), is(not(missing)));
  }

  /** A change of these numbers is a change of what states and archives hold. */
  @Test
  void identitiesEqualTheGoldenOnes() {
    assertThat(event(", \"tags\": [\"a\", null]").identity(), is(GOLDEN_ARRAY));
    assertThat(event(", \"blob\": \"/+8=\"").identity(), is(GOLDEN_BYTES));
  }

  private static final long GOLDEN_ARRAY = 4_119_857_018_889_834_927L;
  private static final long GOLDEN_BYTES = -5_273_796_818_653_952_850L;

  @Test
  void aRecordThroughJsonAndCsvIsTheSameEvent() {
    Random random = new Random(3);
    EventCodec codec = EventCodec.of(SOURCE);
    List<String> columns = new ArrayList<>();
    SCHEMA.fields().forEach(f -> columns.add(f.path().isEmpty() ? f.name() : f.path()));
    EventDecoder csv = EventDecoders.csv(SOURCE, Set.of(), columns, 10_000);
    EventDecoder live = EventDecoders.live(SOURCE, Set.of(), 10_000);
    for (int i = 0; i < 300; i++) {
      Event event = (Event) live.decode(record(NestedRecords.json(random, i, AT)));
      List<String> cells = new ArrayList<>();
      for (Field field : SCHEMA.fields()) {
        Object value = value(event, field.name());
        String cell = value == null ? "" : value.toString();
        cells.add('"' + cell.replace("\"", "\"\"") + '"');
      }
      Event row = (Event) csv.decode(record(String.join(",", cells)));
      assertThat(row.identity(), is(event.identity()));
      assertThat(codec.encode(atKnown(row, event)), is(codec.encode(event)));
      assertThat(codec.decode(codec.encode(event)), is(event));
      RawRecord again = new RawRecord(event.position(), AT, EventJson.write(SCHEMA, event));
      assertThat(live.decode(again), is(event));
    }
  }

  /** Rows of history are known at their event time. */
  private static Event atKnown(Event row, Event event) {
    assertThat(row.known(), is(event.known()));
    return row;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a.b; a.b",
        "items[0].price; items[0].price",
        "items[*].sku; items[*].sku",
        "a[1][2].b-c; a[1][2].b-c",
        "$a@b; $a@b",
        "größe.x; größe.x",
      })
  void pathsAreParsed(String text, String shown) {
    assertThat(FieldPath.parse(text).toString(), is(shown));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        ".a; it begins with '.'",
        "[0]; it begins with an element",
        "a.; after 'a'",
        "a..b; after 'a'",
        "a[; after 'a'",
        "a[-1]; after 'a'",
        "a[x]; after 'a'",
        "a]; after 'a'",
        "a.[0]; after 'a'",
        "a b; after 'a'",
        "a[0]b; after 'a[0]'",
        "a[*].b[*]; two [*]",
      })
  void otherPathsAreRefused(String text, String problem) {
    String message = null;
    try {
      FieldPath.parse(text);
    } catch (IllegalArgumentException e) {
      message = e.getMessage();
    }
    assertThat(message, is(not(nullValue())));
    assertThat(message, containsString(problem));
  }
}
