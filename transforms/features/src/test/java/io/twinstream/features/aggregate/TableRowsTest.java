package io.twinstream.features.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.column.StateFormatException;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.TableRules.Load;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import io.twinstream.features.load.Definitions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The state of a key of a table is its greatest row by (order, content), and nothing else. */
class TableRowsTest {
  private static final Project PROJECT = project("loads: changes\n    order: version");
  private static final CompiledView VIEW = view(PROJECT);
  private static final long LOADED = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();

  private static Project project(String rules) {
    return Definitions.parse(
        Map.of(
            "f",
            """
            project: shop
            sources:
              risk:
                kind: table
                key: merchant
                %s
                known: load
                schedule: 1d
                fields: {merchant: string, score: decimal(4), category: string, blocked: boolean, limits: array(decimal(2)), key: bytes, rate: double, seen: timestamp, version: long}
                history: {format: json_lines}
            entities: {merchant: {key: merchant}}
            views:
              risk@1:
                entity: merchant
                source: risk
                fields: [score, category, blocked, limits, key, rate, seen]
            """
                .formatted(rules)));
  }

  private static CompiledView view(Project project) {
    return CompiledView.of(project, project.view("risk@1"));
  }

  private static Decoded decode(Project project, long load, String json) {
    return EventDecoders.jsonLines(
            project.source("risk").during(new Load(load, LOADED + load)),
            Set.of("merchant"),
            1 << 20)
        .decode(
            new RawRecord(new Position("f", 0, load), 0, json.getBytes(StandardCharsets.UTF_8)));
  }

  private static Event row(Project project, long load, String json) {
    Decoded decoded = decode(project, load, json);
    assertThat(decoded.toString(), decoded, instanceOf(Event.class));
    return (Event) decoded;
  }

  private static Event row(long load, long version, String fields) {
    return row(PROJECT, load, "{\"merchant\":\"m\",\"version\":%d%s}".formatted(version, fields));
  }

  private static EntityState state(List<Event> rows) {
    EntityState state = VIEW.empty();
    for (Event row : rows) {
      state = VIEW.add(state, row);
    }
    return state;
  }

  private static Event random(Random random) {
    String fields =
        random.nextInt(4) == 0
            ? ",\"deleted\":true"
            : ",\"score\":%d.%04d,\"category\":\"c%d\",\"limits\":[%d,null]"
                .formatted(
                    random.nextInt(3), random.nextInt(3), random.nextInt(3), random.nextInt(2));
    return row(1 + random.nextInt(3), random.nextInt(4), fields);
  }

  /** The store keeps the first, because the version of a state with the other is not greater. */
  @Test
  void ofEqualRowsOfTwoLoadsTheFirstCounts() {
    Event first = row(1, 3, ",\"score\":0.5");
    Event again = row(2, 3, ",\"score\":0.5");
    byte[] stored = VIEW.encode(state(List.of(first)));
    assertThat(VIEW.encode(state(List.of(first, again))), equalTo(stored));
    assertThat(VIEW.encode(state(List.of(again, first))), equalTo(stored));
  }

  /** It would count for ever, above the rows of all later loads. */
  @Test
  void aRowOfALaterLoadThanTheOneThatReadsItIsRefused() {
    Decoded decoded = decode(PROJECT, 2, "{\"merchant\":\"m\",\"version\":1,\"load\":9}");
    assertThat(
        ((DeadLetter) decoded).detail(), containsString("it is of load 9, and load 2 reads it"));
    row(PROJECT, 2, "{\"merchant\":\"m\",\"version\":1,\"load\":2}");
  }

  /** Also with rows of one version and different contents, and with rows that occur twice. */
  @Test
  void anyOrderAndAnyMergeOfAnyRowsGiveTheSameBytes() {
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      List<Event> rows =
          new ArrayList<>(
              IntStream.range(0, 1 + random.nextInt(8)).mapToObj(i -> random(random)).toList());
      byte[] bytes = VIEW.encode(state(rows));
      EntityState all = state(rows);
      Collections.shuffle(rows, random);
      assertThat(VIEW.encode(state(rows)), equalTo(bytes));
      int cut = random.nextInt(rows.size() + 1);
      EntityState left = state(rows.subList(0, cut));
      EntityState right = state(rows.subList(cut, rows.size()));
      assertThat(VIEW.encode(VIEW.merge(left, right)), equalTo(bytes));
      assertThat(VIEW.encode(VIEW.merge(right, left)), equalTo(bytes));
      assertThat(VIEW.encode(VIEW.merge(all, left)), equalTo(bytes));
      assertThat(VIEW.encode(VIEW.decode(bytes)), equalTo(bytes));
      assertThat(VIEW.evaluate(bytes, 0), equalTo(VIEW.evaluate(all, 0)));
      requireVersionsAgree(all, left);
    }
  }

  /** The store keeps the state with the greater version: it must be the merged one. */
  private static void requireVersionsAgree(EntityState all, EntityState part) {
    if (!part.isEmpty()) {
      boolean replaces =
          part.order() != all.order() ? part.order() > all.order() : part.count() > all.count();
      assertThat("a part has no greater version than the whole", replaces, is(false));
    }
  }

  @Test
  void theGreatestVersionCountsWhateverItsLoad() {
    Event newer = row(1, 5, ",\"score\":0.5,\"category\":\"a\"");
    Event older = row(2, 4, ",\"score\":0.9,\"category\":\"b\"");
    EntityState state = state(List.of(newer, older));
    assertThat(VIEW.evaluate(state, LOADED).value(0), is(0.5));
    assertThat(VIEW.evaluate(state, LOADED).value(1), is("a"));
    assertThat(state.order(), is(5L));
  }

  /** A null of the newer row does not show the value of the older one. */
  @Test
  void aRowReplacesAllFieldsOfTheOneBefore() {
    EntityState state =
        state(
            List.of(row(1, 1, ",\"score\":0.5,\"category\":\"a\""), row(1, 2, ",\"score\":0.25")));
    assertThat(VIEW.evaluate(state, LOADED).value(0), is(0.25));
    assertThat(VIEW.evaluate(state, LOADED).isNull(1), is(true));
  }

  @Test
  void aRowThatIsLoadedAgainChangesNothingButItsTime() {
    EntityState once = state(List.of(row(1, 1, ",\"score\":0.5")));
    EntityState twice = VIEW.add(once, row(2, 1, ",\"score\":0.5"));
    assertThat(twice.order(), is(once.order()));
    assertThat(twice.count(), is(once.count()));
    assertThat(VIEW.add(twice, row(1, 1, ",\"score\":0.5")), sameInstance(twice));
  }

  @Test
  void aDeleteIsAVersionTooAndReadsAsMissing() {
    EntityState deleted =
        state(List.of(row(1, 1, ",\"score\":0.5"), row(1, 2, ",\"deleted\":true")));
    assertThat(VIEW.presence(deleted, LOADED), is(Presence.MISSING));
    assertThat(deleted.newestPresent(), is(Long.MIN_VALUE));
    assertThat(VIEW.newest(deleted.order(), VIEW.encode(deleted)), is(Long.MIN_VALUE));
    assertThat(VIEW.evaluate(deleted, LOADED), equalTo(VIEW.evaluate(VIEW.empty(), LOADED)));
    EntityState again = VIEW.add(deleted, row(1, 3, ",\"score\":0.75"));
    assertThat(VIEW.evaluate(again, LOADED).value(0), is(0.75));
    assertThat(VIEW.presence(again, LOADED), is(Presence.PRESENT));
  }

  @Test
  void ofOneVersionADeleteCounts() {
    List<Event> rows = List.of(row(1, 1, ",\"deleted\":true"), row(1, 1, ",\"score\":0.5"));
    assertThat(VIEW.presence(state(rows), LOADED), is(Presence.MISSING));
  }

  @Test
  void withoutAVersionTheNumberOfTheLoadOrders() {
    Project project = project("loads: snapshot");
    CompiledView view = view(project);
    Event first = row(project, 1, "{\"merchant\":\"m\",\"score\":0.5,\"version\":9}");
    Event second = row(project, 2, "{\"merchant\":\"m\",\"score\":0.25,\"version\":1}");
    EntityState state = view.add(view.add(view.empty(), second), first);
    assertThat(view.evaluate(state, LOADED).value(0), is(0.25));
    assertThat(state.order(), is(2L));
    assertThat(state.newest(), is(LOADED + 2));
  }

  @Test
  void valuesOfAllTypesReadBack() {
    EntityState state =
        state(
            List.of(
                row(
                    1,
                    1,
                    ",\"score\":0.1234,\"category\":\"é\",\"blocked\":true,\"limits\":[1.5,null],"
                        + "\"key\":\"AAH/\",\"rate\":0.1,\"seen\":\"2026-02-03T04:05:06Z\"")));
    assertThat(
        VIEW.evaluate(VIEW.encode(state), 0).toString(),
        is("[0.1234, é, true, [1.5,null], AAH/, 0.1, 1770091506000]"));
  }

  /** A change of these bytes is a change of the stored format: take the next codec version. */
  @Test
  void theBytesEqualTheGoldenBytes() {
    assertThat(hex(VIEW.empty()), equalTo(GOLDEN_EMPTY));
    assertThat(
        hex(state(List.of(row(3, 7, ",\"score\":0.5,\"category\":\"food\",\"blocked\":false")))),
        equalTo(GOLDEN_ROW));
    assertThat(hex(state(List.of(row(3, 8, ",\"deleted\":true")))), equalTo(GOLDEN_DELETE));
  }

  private static String hex(EntityState state) {
    return HexFormat.of().formatHex(VIEW.encode(state));
  }

  @Test
  void damagedBytesAreRefused() {
    byte[] good = VIEW.encode(state(List.of(row(1, 1, ",\"score\":0.5,\"category\":\"a\""))));
    for (int length = 10; length < good.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(good, length);
      assertThrows(StateFormatException.class, () -> VIEW.decode(cut));
    }
    byte[] other =
        view(project("loads: snapshot")).encode(view(project("loads: snapshot")).empty());
    assertThat(
        assertThrows(StateFormatException.class, () -> VIEW.decode(other)).getMessage(),
        containsString("a changed view needs a new version"));
  }

  @Test
  void rowsOfAnyAgeAreAcceptedAndThoseOfTheFutureAreNot() {
    Project dated = dated("ts");
    Event old =
        row(dated, 1, "{\"merchant\":\"m\",\"score\":0.5,\"from\":\"1999-01-01T00:00:00Z\"}");
    assertThat(old.known(), is(Instant.parse("1999-01-01T00:00:00Z").toEpochMilli()));
    Event late = row(dated("load"), 1, "{\"merchant\":\"m\",\"from\":\"1999-01-01T00:00:00Z\"}");
    assertThat(late.known(), is(LOADED + 1));
    Decoded future =
        decode(dated("load"), 1, "{\"merchant\":\"m\",\"from\":\"2026-03-02T00:00:00Z\"}");
    assertThat(((DeadLetter) future).reason(), is(Reason.FUTURE));
  }

  @Test
  void aRowWithoutItsKnownTimeOrItsVersionIsADeadLetter() {
    DeadLetter unknown = (DeadLetter) decode(dated("from"), 1, "{\"merchant\":\"m\"}");
    assertThat(unknown.detail(), containsString("no event time"));
    DeadLetter unordered = (DeadLetter) decode(PROJECT, 1, "{\"merchant\":\"m\",\"score\":1}");
    assertThat(unordered.detail(), is("no version: field 'version' is missing or null"));
    DeadLetter wide =
        (DeadLetter) decode(PROJECT, 1, "{\"merchant\":\"m\",\"version\":9007199254740993}");
    assertThat(wide.detail(), containsString("more than 53 bits"));
  }

  @Test
  void aFileThatNoLoadReadsNeedsTheNumbersOfItsLoads() {
    Decoded decoded =
        EventDecoders.jsonLines(
                project("loads: snapshot").source("risk"), Set.of("merchant"), 1 << 20)
            .decode(
                new RawRecord(
                    new Position("f", 0, 0),
                    0,
                    "{\"merchant\":\"m\",\"loaded_at\":\"2026-03-01T00:00:00Z\"}"
                        .getBytes(StandardCharsets.UTF_8)));
    assertThat(((DeadLetter) decoded).detail(), containsString("no number of its load"));
  }

  @Test
  void namesAndOrderOfFeaturesDoNotChangeTheLayout() {
    String renamed =
        "fields: {a: seen, b: rate, c: key, d: limits, e: blocked, f: category, g: score}";
    Project other =
        Definitions.parse(
            Map.of(
                "f",
                """
                project: shop
                sources:
                  risk:
                    kind: table
                    key: merchant
                    loads: changes
                    order: version
                    known: load
                    schedule: 2d
                    fields: {merchant: string, score: decimal(4), category: string, blocked: boolean, limits: array(decimal(2)), key: bytes, rate: double, seen: timestamp, version: long}
                entities: {merchant: {key: merchant}}
                views:
                  risk@1: {entity: merchant, source: risk, %s}
                """
                    .formatted(renamed)));
    assertThat(view(other).fingerprint(), is(VIEW.fingerprint()));
    assertThat(view(other).names(), contains("a", "b", "c", "d", "e", "f", "g"));
  }

  private static Project dated(String known) {
    return Definitions.parse(
        Map.of(
            "f",
            """
            project: shop
            sources:
              risk:
                kind: table
                key: merchant
                loads: changes
                event_time: from
                known: %s
                schedule: 1d
                fields: {merchant: string, score: decimal(4), from: timestamp}
                history: {format: json_lines}
            entities: {merchant: {key: merchant}}
            views:
              risk@1: {entity: merchant, source: risk, fields: score}
            """
                .formatted(known)));
  }

  private static final String GOLDEN_EMPTY = "01b8144c472e8e7fc0";
  private static final String GOLDEN_ROW =
      "01b8144c472e8e7fc00e86f08eeb946700da7aafea5559dbbb230004666f6f64904e";
  private static final String GOLDEN_DELETE = "01b8144c472e8e7fc01086f08eeb946701355edc5ae5f4ce20";
}
