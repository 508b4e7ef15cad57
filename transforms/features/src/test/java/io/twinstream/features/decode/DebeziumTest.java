package io.twinstream.features.decode;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.definition.ChangeRules;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import io.twinstream.features.event.Skipped;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.upsert.RowStep;
import io.twinstream.features.upsert.RowSummary;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Envelopes of Debezium as versions of rows. */
class DebeziumTest {
  private static final Project PROJECT =
      Definitions.parse(
          Map.of(
              "f",
              """
              project: shop
              sources:
                orders:
                  changes: debezium
                  row: id
                  epoch: 2
                  event_time: placed
                  fields: {id: long, customer: string, amount: decimal(2), placed: timestamp, note: string}
              entities: {customer: {key: customer}}
              views:
                spend@1:
                  entity: customer
                  source: orders
                  aggregations:
                    - {name: n, function: count, windows: [1h]}
                    - {name: total, function: sum, field: amount, windows: [1h]}
              """));
  private static final Source ORDERS = PROJECT.source("orders");
  private static final EventDecoder DECODER =
      EventDecoders.live(ORDERS, Set.of("customer"), 1 << 20);
  private static final long AT = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
  private static final String TYPES =
      """
      {"type": "struct", "fields": [{"field": "after", "type": "struct", "fields": [
        {"field": "id", "type": "int64"}, {"field": "customer", "type": "string"},
        {"field": "amount", "type": "bytes", "name": "org.apache.kafka.connect.data.Decimal", "parameters": {"scale": "2"}},
        {"field": "placed", "type": "int64", "name": "io.debezium.time.MicroTimestamp"}]}]}\
      """;

  private static Decoded decode(long known, String json) {
    return DECODER.decode(
        new RawRecord(new Position("t", 0, 1), known, json.getBytes(StandardCharsets.UTF_8)));
  }

  private static Event event(String json) {
    Decoded decoded = decode(AT + 1_000, json);
    assertThat(decoded.toString(), decoded, instanceOf(Event.class));
    return (Event) decoded;
  }

  private static DeadLetter letter(String json) {
    Decoded decoded = decode(AT + 1_000, json);
    assertThat(decoded.toString(), decoded, instanceOf(DeadLetter.class));
    assertThat(new String(((DeadLetter) decoded).payload(), StandardCharsets.UTF_8), is(json));
    return (DeadLetter) decoded;
  }

  private static String row(long id, String customer, String amount) {
    return "{\"id\": %d, \"customer\": %s, \"amount\": \"%s\", \"placed\": \"2026-03-01T00:00:00Z\"}"
        .formatted(id, customer, amount);
  }

  private static String envelope(String op, String before, String after, long ts, long lsn) {
    return "{\"op\": \"%s\", \"before\": %s, \"after\": %s, \"source\": {\"ts_ms\": %d, \"lsn\": %d}, \"ts_ms\": %d}"
        .formatted(op, before, after, ts, lsn, ts + 50);
  }

  private static long bits(Event event, String field) {
    return event.bits(ORDERS.schema().slot(field));
  }

  @Test
  void anUpdateHasTheRowAfterIt() {
    Event event = event(envelope("u", row(7, "\"a\"", "1.00"), row(7, "\"b\"", "2.50"), AT, 99));
    assertThat(event.id(), is("7"));
    assertThat(event.text(1), is("b"));
    assertThat(event.bits(2), is(250L));
    assertThat(bits(event, ChangeRules.CHANGE_TIME), is(AT));
    assertThat(bits(event, "change_epoch"), is(2L));
    assertThat(bits(event, "change_position"), is(99L));
    assertThat(bits(event, ChangeRules.DELETED), is(0L));
  }

  @Test
  void aDeleteNeedsOnlyTheRow() {
    Event event = event(envelope("d", "{\"id\": 7}", "null", AT, 100));
    assertThat(event.id(), is("7"));
    assertThat(bits(event, ChangeRules.DELETED), is(1L));
    assertThat(event.ts(), is(AT));
  }

  @Test
  void theTombstoneBehindADeleteIsNoRecord() {
    assertThat(
        DECODER.decode(new RawRecord(new Position("t", 0, 1), AT, null)),
        instanceOf(Skipped.class));
  }

  @Test
  void theRowOfASnapshotIsNeverLate() {
    long old = AT - 40L * 86_400_000;
    String placed = row(7, "\"a\"", "1.00").replace("2026-03", "2026-01");
    Event event = event(envelope("r", "null", placed, old, 5));
    assertThat(bits(event, ChangeRules.CHANGE_TIME), is(AT + 1_000 - 86_400_000));
    assertThat(letter(envelope("u", "null", placed, old, 5)).reason(), is(Reason.LATE));
  }

  @Test
  void theSchemaTellsTheUnits() {
    String after =
        "{\"id\": 7, \"customer\": \"a\", \"amount\": \"AfQ=\", \"placed\": %d}"
            .formatted(AT * 1_000);
    String whole =
        "{\"schema\": %s, \"payload\": %s}".formatted(TYPES, envelope("c", "null", after, AT, 5));
    Event event = event(whole);
    assertThat(event.bits(2), is(500L));
    assertThat(event.ts(), is(AT));
    assertThat(
        letter(envelope("c", "null", after.replace("AfQ=", "5.00"), AT, 5)).detail(),
        containsString("without the schema part nothing tells its unit"));
    String bytes = after.replace(Long.toString(AT * 1_000), "\"2026-03-01T00:00:00Z\"");
    assertThat(
        letter(envelope("c", "null", bytes, AT, 5)).detail(),
        containsString("may be the bytes of a decimal"));
  }

  @Test
  void positionsOfOtherDatabases() {
    String after = row(7, "\"a\"", "1.00");
    String mysql =
        "{\"op\": \"c\", \"after\": %s, \"source\": {\"ts_ms\": %d, \"file\": \"bin.000012\", \"pos\": 345, \"row\": 6}}"
            .formatted(after, AT);
    Event event = event(mysql);
    assertThat(bits(event, "change_file"), is(12L));
    assertThat(bits(event, "change_position"), is(345L));
    assertThat(bits(event, "change_index"), is(6L));
    String server =
        "{\"op\": \"c\", \"after\": %s, \"source\": {\"ts_ms\": %d, \"change_lsn\": \"00000025:00000d98:00a2\"}}"
            .formatted(after, AT);
    assertThat(bits(event(server), "change_position"), is(0xd98L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"op\": \"t\", \"source\": {}} | the operation 't' is no version",
        "{\"op\": \"u\", \"source\": {}} | has no 'after'",
        "{\"op\": \"d\", \"source\": {}} | needs a replica identity",
        "{\"op\": \"c\", \"after\": {\"id\": 1}} | no 'source'",
        "{\"op\": \"c\", \"after\": {\"id\": 1}, \"source\": {\"ts_ms\": 1}} | no position in the"
            + " log",
        "{\"op\": \"c\", \"after\": {\"id\": 1}, \"source\": {\"lsn\": 1}} | no change time",
        "{\"id\": 1} | the operation '' is no version",
        "[1] | not an envelope",
        "{\"op\": | not JSON",
      })
  void whatIsNoVersionIsADeadLetter(String json, String detail) {
    assertThat(letter(json.strip()).detail(), containsString(detail));
  }

  @Test
  void featuresAreUnknownWhileARowLacksValues() {
    CompiledView view = CompiledView.of(PROJECT, PROJECT.view("spend@1"));
    RowStep step = view.rowStep();
    Map<String, EntityState> states = new HashMap<>();
    RowSummary[] summary = {step.empty()};
    List<String> versions =
        List.of(
            envelope("c", "null", row(7, "\"a\"", "1.00"), AT, 1),
            envelope("u", "null", row(7, "\"a\"", "__debezium_unavailable_value"), AT, 2),
            envelope("u", "null", row(7, "\"a\"", "3.00"), AT, 3));
    String[] seen = new String[3];
    for (int i = 0; i < 3; i++) {
      summary[0] =
          step.add(
              summary[0],
              event(versions.get(i)),
              (entity, event) ->
                  states.put(entity, view.add(states.getOrDefault(entity, view.empty()), event)));
      FeatureRow row = view.evaluate(view.encode(states.get("a")), AT);
      assertThat(view.lacksRows(row), is(i == 1));
      seen[i] = row.toString();
    }
    assertThat(List.of(seen), equalTo(List.of("[1, 1.0]", "[null, null]", "[1, 3.0]")));
    Schema schema = ORDERS.schema();
    assertThat(schema.size(), is(5 + ChangeRules.COLUMNS.size()));
    assertThat(seen[1], not(seen[2]));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ==\" | photo: bytes",
        "[\"__debezium_unavailable_value\"] | photo: array(string)",
        "{\"__debezium_unavailable_value\": \"__debezium_unavailable_value\"} | photo: {type: string, path: photo.size}",
      })
  void valuesThatTheDatabaseDidNotLogHaveManyForms(String value, String field) {
    String yaml =
        """
        project: shop
        sources:
          orders:
            changes: debezium
            row: id
            event_time: placed
            fields:
              id: long
              placed: timestamp
              %s
        """;
    Source source = Definitions.parse(Map.of("f", yaml.formatted(field))).source("orders");
    String after =
        "{\"id\": 7, \"placed\": \"2026-03-01T00:00:00Z\", \"photo\": %s}".formatted(value);
    byte[] json = envelope("u", "null", after, AT, 5).getBytes(StandardCharsets.UTF_8);
    Decoded decoded =
        EventDecoders.live(source, Set.of(), 1 << 20)
            .decode(new RawRecord(new Position("t", 0, 1), AT, json));
    assertThat(decoded.toString(), decoded, instanceOf(Event.class));
    Event event = (Event) decoded;
    assertThat(event.bits(source.schema().slot(ChangeRules.INCOMPLETE)), is(1L));
    assertThat(event.isNull(2), is(true));
  }

  @Test
  void aChangeInTheSecondOfItsSnapshotIsLater() {
    String after = row(7, "\"a\"", "1.00");
    String at =
        "{\"op\": \"%s\", \"after\": %s, \"source\": {\"ts_ms\": %d, \"file\": \"bin.000012\", \"pos\": %d, \"row\": 0}}";
    Event snapshot = event(at.formatted("r", after, AT + 700, 300));
    Event update = event(at.formatted("u", after, AT, 345)); // A binlog has whole seconds.
    assertThat(bits(snapshot, ChangeRules.CHANGE_TIME), is(AT));
    assertThat(bits(update, ChangeRules.CHANGE_TIME), is(AT));
    assertThat(bits(update, "change_position") > bits(snapshot, "change_position"), is(true));
  }

  @Test
  void aSnapshotOfSqlServerHasTheCommitOnly() {
    String snapshot =
        "{\"op\": \"r\", \"after\": %s, \"source\": {\"ts_ms\": %d, \"change_lsn\": null, \"commit_lsn\": \"00000025:00000d98:00a2\"}}"
            .formatted(row(7, "\"a\"", "1.00"), AT);
    assertThat(bits(event(snapshot), "change_position"), is(0xd98L));
  }

  @Test
  void aDeleteIsOneWhateverTheEventTimeOfTheRow() {
    String before = row(7, "\"a\"", "1.00").replace("2026", "2027");
    assertThat(letter(envelope("u", "null", before, AT, 9)).reason(), is(Reason.FUTURE));
    Event event = event(envelope("d", before, "null", AT, 10));
    assertThat(event.ts(), is(AT));
    assertThat(bits(event, ChangeRules.DELETED), is(1L));
  }

  @Test
  void textThatIsNoneIsADeadLetter() {
    String json = envelope("c", "null", row(7, "\"a\\ud800\"", "1.00"), AT, 1);
    assertThat(letter(json).reason(), is(Reason.MALFORMED));
  }

  @Test
  void hostileScalesAndDaysAreDeadLetters() {
    String after = row(7, "\"a\"", "1.00");
    String scale = after.replace("\"1.00\"", "{\"scale\": -2000000000, \"value\": \"AQ==\"}");
    assertThat(letter(envelope("c", "null", scale, AT, 1)).reason(), is(Reason.WRONG_TYPE));
    String types = TYPES.replace("io.debezium.time.MicroTimestamp", "io.debezium.time.Date");
    String days =
        after.replace("\"2026-03-01T00:00:00Z\"", "213503982335").replace("\"1.00\"", "\"AfQ=\"");
    String whole =
        "{\"schema\": %s, \"payload\": %s}".formatted(types, envelope("c", "null", days, AT, 5));
    assertThat(letter(whole).reason(), is(Reason.OUT_OF_RANGE));
  }

  @Test
  void historyWithoutKnownTimesKnowsAVersionWhenItWasChanged() {
    String after = row(7, "\"a\"", "1.00").replace("2026-03", "2026-01");
    byte[] json = envelope("u", "null", after, AT, 5).getBytes(StandardCharsets.UTF_8);
    Decoded decoded =
        EventDecoders.jsonLines(ORDERS, Set.of("customer"), 1 << 20)
            .decode(new RawRecord(new Position("f", 0, 1), 0, json));
    assertThat(decoded.toString(), decoded, instanceOf(Event.class));
    assertThat(((Event) decoded).known(), is(AT));
  }
}
