package io.twinstream.offline.log.asof;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Presence;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.table.EventTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares features as of the past with the algebra, which adds all events one by one. */
class AsOfReaderTest {
  static final String DEFINITIONS =
      """
      project: shop
      max_state_size: 1GiB
      sources:
        orders:
          topic: orders
          event_time: time
          event_id: id
          dedupe: true
          fields: {id: string, user: string, shop: long, amount: decimal(2), time: timestamp}
      entities: {user: {key: user}, shop: {key: shop}}
      views:
        user_orders@1:
          entity: user
          source: orders
          ttl: 2h
          aggregations:
            - {name: count_1h, function: count, windows: 1h, hop: 1ms}
            - {name: mean_10m, function: mean, field: amount, windows: 10m, hop: 1ms}
            - {name: newest, function: last, field: time, windows: 1h, hop: 1ms}
        shop_orders@1:
          entity: shop
          source: orders
          aggregations:
            - {name: sold_1h, function: sum, field: amount, windows: 1h, hop: 1m}
      features:
        share: "sold_1h > 0.0 ? request.amount / sold_1h : 0.0"
      services:
        buy@1: {request: {amount: decimal(2)}, features: [user_orders.*, sold_1h, share]}
      """;

  static final Project PROJECT = Definitions.parse(Map.of("shop.yaml", DEFINITIONS));
  static final CompiledService SERVICE = CompiledService.of(PROJECT, PROJECT.service("buy@1"));
  static final long START = 1_770_000_000_000L;
  static final int MINUTE = 60_000;

  @TempDir Path folder;

  /** Some known late, some at the same instant, some twice. */
  private final List<Event> events = new ArrayList<>();

  private final Random random = new Random(11);

  @BeforeEach
  void archive() throws IOException {
    for (int i = 0; i < 400; i++) {
      long ts = START + random.nextInt(600) * MINUTE;
      long known = ts + (random.nextInt(4) == 0 ? random.nextInt(90) * MINUTE : 0);
      String json =
          "{\"id\":\"o%d\",\"user\":\"u%d\",\"shop\":%d,\"amount\":%d.25,\"time\":%d}"
              .formatted(i, random.nextInt(8), random.nextInt(3) - 1, random.nextInt(50), ts);
      events.add(event(i, known, json));
      if (random.nextInt(5) == 0) { // sent again, later
        events.add(event(1000 + i, known + random.nextInt(60) * MINUTE, json));
      }
    }
    var writer = EventTable.writer(folder.resolve("orders"), PROJECT.source("orders"));
    writer.write(events.subList(0, 300));
    writer.write(events.subList(200, events.size())); // as after a restore
  }

  static Event event(int offset, long known, String json) {
    RawRecord record =
        new RawRecord(
            new Position("orders", 0, offset), known, json.getBytes(StandardCharsets.UTF_8));
    return (Event) EventDecoders.live(PROJECT.source("orders"), Set.of(), 1000).decode(record);
  }

  @Test
  void exactlyWhatWasKnownThenIsSeen() {
    AsOfReader reader = replaying();
    for (Visibility visibility : List.of(Visibility.EXCLUSIVE, Visibility.INCLUSIVE)) {
      List<AsOfQuestion> questions = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        long at =
            i % 2 == 0
                ? START + random.nextInt(900 * MINUTE)
                : events.get(random.nextInt(events.size())).known() + random.nextInt(3) - 1;
        questions.add(question(reader, "u" + random.nextInt(9), random.nextInt(4) - 1, at));
      }
      List<AsOfAnswer> answers = reader.read(questions, visibility);
      for (int i = 0; i < questions.size(); i++) {
        assertThat(answers.get(i).features(), is(expected(questions.get(i), visibility)));
        if (i % 50 == 0) {
          AsOfAnswer alone = reader.read(questions.get(i), visibility);
          assertThat(alone.features(), is(answers.get(i).features()));
        }
      }
    }
  }

  private FeatureRow expected(AsOfQuestion question, Visibility visibility) {
    FeatureRow[] rows = new FeatureRow[2];
    for (int i = 0; i < 2; i++) {
      CompiledView view = CompiledView.of(PROJECT, SERVICE.views().get(i));
      EntityState state = view.empty();
      Set<String> seen = new HashSet<>();
      for (Event event : events) {
        boolean known =
            visibility == Visibility.INCLUSIVE
                ? event.known() <= question.asOf()
                : event.known() < question.asOf();
        if (known && view.key(event).equals(question.entities().get(i)) && seen.add(event.id())) {
          state = view.add(state, event);
        }
      }
      rows[i] = view.evaluate(state, question.asOf());
    }
    return SERVICE.evaluate(rows, question.request());
  }

  @Test
  void answersHavePresenceAgeAndEffectiveAsOf() {
    AsOfReader reader = replaying();
    Event last = null;
    for (Event event : events) {
      last = last == null || event.ts() > last.ts() ? event : last;
    }
    String user = last.text(1);
    long ttl = 120L * MINUTE;
    long known = Math.max(last.known(), last.ts());
    AsOfView within = view(reader, user, last.ts() + ttl);
    assertThat(within.presence(), is(Presence.PRESENT));
    AsOfView past = view(reader, user, last.ts() + ttl + 1);
    assertThat(past.presence(), is(Presence.EXPIRED));
    assertThat(past.newest(), is(last.ts()));
    assertThat(past.features().value(0), is(0L));
    assertThat(view(reader, user, START - 1).presence(), is(Presence.MISSING));
    assertThat(view(reader, user, known + 5).asOf(), is(known + 5));
  }

  private static AsOfView view(AsOfReader reader, String user, long at) {
    return reader.read(question(reader, user, 0, at), Visibility.INCLUSIVE).views().get(0);
  }

  @Test
  void invalidRequestsAreRefused() {
    AsOfReader reader = replaying();
    FeatureRow none = new FeatureRow(SERVICE.requestTypes());
    assertThat(
        refusal(() -> reader.question(Map.of("user", "u1"), none, 0)), containsString("[shop]"));
    assertThat(
        refusal(() -> reader.question(Map.of("usr", "u1"), none, 0)),
        containsString("did you mean user?"));
    assertThat(
        refusal(() -> AsOfReader.replaying(PROJECT, SERVICE, Map.of())),
        containsString("the history of orders"));
    assertThat(
        refusal(() -> AsOfReader.replaying(PROJECT, SERVICE, Map.of("order", "x"))),
        containsString("did you mean orders?"));
    AsOfQuestion odd = reader.question(Map.of("user", "'", "shop", "one"), none, START);
    assertThat(
        refusal(() -> reader.read(odd, Visibility.INCLUSIVE)),
        is("the id of shop is not a whole number: 'one'"));
  }

  @Test
  void anIdIsReadAsEventsReadIt() {
    AsOfReader reader = replaying();
    FeatureRow request = new FeatureRow(SERVICE.requestTypes());
    long at = START + 500L * MINUTE;
    FeatureRow one =
        reader.read(question(reader, "u1", 1, at), Visibility.INCLUSIVE).views().get(1).features();
    assertThat(one.value(0), notNullValue());
    for (String text : List.of("01", "1.0", "+1", " 1 ", "1e0")) {
      AsOfQuestion asked = reader.question(Map.of("user", "u1", "shop", text), request, at);
      AsOfView view = reader.read(asked, Visibility.INCLUSIVE).views().get(1);
      assertThat(text, view.features(), is(one));
      assertThat(view.entity(), is("1"));
    }
  }

  @Test
  void noRowSeesAnEventBeforeItHappenedHoweverCoarseTheResolution() throws IOException {
    String coarse =
        DEFINITIONS
            .replace("dedupe: true", "resolution: 1m\n    history: {format: csv}")
            .replace("hop: 1ms", "hop: 1m");
    Project minutes = Definitions.parse(Map.of("shop.yaml", coarse));
    Path file = folder.resolve("one.csv");
    Files.writeString(file, "id,user,shop,amount,time\no1,ann,1,2.50,2026-03-01T10:00:40Z\n");
    CompiledService service = CompiledService.of(minutes, List.of("count_1h"));
    AsOfReader reader = AsOfReader.replaying(minutes, service, Map.of("orders", file.toString()));
    FeatureRow none = new FeatureRow(service.requestTypes());
    List<Object> counts = new ArrayList<>();
    for (String at : List.of("10:00:00.001", "10:00:01", "10:00:41")) {
      long instant = Instant.parse("2026-03-01T" + at + "Z").toEpochMilli();
      AsOfQuestion question = reader.question(Map.of("user", "ann"), none, instant);
      counts.add(reader.read(question, Visibility.EXCLUSIVE).features().value(0));
    }
    assertThat(counts, is(List.of(0L, 0L, 1L)));
  }

  private static String refusal(org.junit.jupiter.api.function.Executable what) {
    return assertThrows(IllegalArgumentException.class, what).getMessage();
  }

  @Test
  void otherFilesAreReadWhole() throws IOException {
    Project csv =
        Definitions.parse(
            Map.of(
                "shop.yaml",
                DEFINITIONS.replace("dedupe: true", "dedupe: true\n    history: {format: csv}")));
    StringBuilder text = new StringBuilder("id,user,shop,amount,time\n");
    events.stream()
        .filter(event -> event.known() == event.ts())
        .forEach(
            event ->
                text.append(
                    "%s,%s,%d,%s,%d\n"
                        .formatted(
                            event.id(),
                            event.text(1),
                            event.bits(2),
                            event.bits(3) / 100.0,
                            event.ts())));
    Path file = Files.writeString(folder.resolve("orders.csv"), text.toString());
    CompiledService service = CompiledService.of(csv, csv.service("buy@1"));
    AsOfReader reader = AsOfReader.replaying(csv, service, Map.of("orders", file.toString()));
    events.removeIf(event -> event.known() != event.ts());
    for (int i = 0; i < 50; i++) {
      long at = START + random.nextInt(700 * MINUTE);
      AsOfQuestion question = question(reader, "u" + i % 8, i % 3 - 1, at);
      assertThat(
          reader.read(question, Visibility.INCLUSIVE).features(),
          is(expected(question, Visibility.INCLUSIVE)));
    }
  }

  private AsOfReader replaying() {
    return AsOfReader.replaying(
        PROJECT, SERVICE, Map.of("orders", folder.resolve("orders").toString()));
  }

  private static AsOfQuestion question(AsOfReader reader, String user, int shop, long at) {
    FeatureRow request = new FeatureRow(SERVICE.requestTypes());
    request.setDouble(0, 12.5);
    return reader.question(Map.of("user", user, "shop", Integer.toString(shop)), request, at);
  }
}
