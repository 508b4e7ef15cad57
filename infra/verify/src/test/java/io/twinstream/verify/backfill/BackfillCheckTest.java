package io.twinstream.verify.backfill;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.testkit.Shop;
import io.twinstream.offline.log.history.HistoryReader;
import io.twinstream.offline.log.table.FeatureTable;
import io.twinstream.offline.objects.S3Server;
import io.twinstream.stores.Generation;
import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.ViewKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a correct backfill passes the check, and that every kind of error is found. */
class BackfillCheckTest {
  private static final Project PROJECT = Shop.PROJECT;

  private static final CompiledView VIEW = CompiledView.of(PROJECT, PROJECT.view("spend@1"));
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path folder;
  private final List<Event> events = new ArrayList<>();
  private final Map<String, EntityState> states = new HashMap<>();
  private final List<EventFeatures> rows = new ArrayList<>();
  private final List<EntityState> befores = new ArrayList<>();
  private final MemoryStore store = new MemoryStore(InstantSource.system());
  private Generation generation;

  @BeforeEach
  void backfill() throws Exception {
    StringBuilder payments = new StringBuilder("id,card,shop,amount,time\n");
    for (int i = 0; i < 60; i++) {
      Instant time = NOW.minusSeconds(7200 - (i / 2) * 120L); // two events per instant
      payments.append("o%d,u%d,1,%d.10,%s\n".formatted(i, i / 2 % 4, i, time));
    }
    Files.writeString(folder.resolve("payments.csv"), payments);
    HistoryReader.of(PROJECT.source("payments"), Set.of(), EventDecoder.DEFAULT_MAX_BYTES)
        .forEachEvent(folder.resolve("payments.csv").toString(), events::add);
    for (int i = 0; i < events.size(); i += 2) {
      EntityState before = states.getOrDefault(VIEW.key(events.get(i)), VIEW.empty());
      EntityState after = before;
      for (Event event : events.subList(i, i + 2)) {
        rows.add(row(event, VIEW.evaluate(before, event.ts())));
        after = VIEW.add(after, event);
      }
      befores.add(before);
      states.put(VIEW.key(events.get(i)), after);
    }
    ViewKey key = new ViewKey("shop", "spend@1");
    generation = store.generations().begin(key, "f1", 0).toCompletableFuture().get();
    store.generations().point(Optional.empty(), generation).toCompletableFuture().get();
    for (var state : states.entrySet()) {
      store(generation, state.getKey(), state.getValue());
    }
  }

  private static EventFeatures row(Event event, FeatureRow features) {
    return new EventFeatures(event, event.ts(), 1, features);
  }

  private void store(Generation into, String entity, EntityState state) throws Exception {
    StateWrite write = StateWrite.of(entity, state.newest(), state.count(), VIEW.encode(state));
    store.states().write(into, List.of(write), Optional.empty()).toCompletableFuture().get();
  }

  /** Two events at an instant: the row of one sees neither, the other, or itself. */
  @Test
  void whatRowsOfOneInstantSeeIsDecidedByTheirOwnEvent() throws Exception {
    for (Visibility visibility : List.of(Visibility.INCLUSIVE, Visibility.SELF)) {
      List<EventFeatures> seen = new ArrayList<>();
      for (int i = 0; i < events.size(); i++) {
        Event own = events.get(i);
        Event more = visibility == Visibility.SELF ? own : events.get(i ^ 1);
        EntityState state = VIEW.add(befores.get(i / 2), more);
        seen.add(row(own, VIEW.evaluate(state, own.ts())));
      }
      Path written = folder.resolve(visibility.name());
      ViewCheck found = check(seen, written, visibility);
      assertThat(found.line(), found.holds(), is(true));
      assertThat(check(List.of(), written, Visibility.EXCLUSIVE).holds(), is(false));
    }
  }

  @Test
  void aCorrectBackfillPasses() throws Exception {
    ViewCheck found = check(rows);
    assertThat(found.line(), found.holds(), is(true));
    assertThat(found.events(), is(60L));
    assertThat(found.rows(), is(60L));
    assertThat(found.values(), is(120L));
    assertThat(found.online(), is(4L));
    assertThat(found.line(), containsString("ok  "));
  }

  @Test
  void rowsInAnObjectStoreAreChecked() throws Exception {
    Path remote = S3Server.shared().folder("backfill-check");
    ViewCheck found = check(rows, remote, Visibility.EXCLUSIVE);
    assertThat(found.line(), found.holds(), is(true));
    assertThat(found.rows(), is(60L));
  }

  @Test
  void aValueThatWasChangedIsFound() throws Exception {
    EventFeatures right = rows.get(33);
    FeatureRow wrong = new FeatureRow(VIEW.types());
    wrong.set(0, right.features(), 0);
    wrong.setDouble(1, Math.nextUp(right.features().asDouble(1)));
    rows.set(33, row(right.event(), wrong));
    ViewCheck found = check(rows);
    assertThat(found.holds(), is(false));
    assertThat(found.differing(), is(1L));
    assertThat(found.examples().get(0), containsString("sum_1h at payments.csv"));
    assertThat(found.toMap().get("holds"), is(false));
  }

  @Test
  void rowsThatAreMissingOrThereTwiceAreFound() throws Exception {
    ViewCheck missing = check(rows.subList(0, 59));
    assertThat(missing.holds(), is(false));
    assertThat(missing.rows(), is(59L));
    assertThat(missing.differing(), is(2L));
    table().writer(folder.resolve("rows/spend@1")).write(rows.subList(50, 60));
    ViewCheck twice = check(List.of());
    assertThat(twice.rows(), is(60L));
    assertThat(twice.repeated(), is(9L));
    assertThat(twice.holds(), is(false));
  }

  @Test
  void statesThatAreWrongOrMissingAreFoundAndThoseAheadAreNot() throws Exception {
    Event more = events.get(0);
    Event late =
        new Event(
            more.position(),
            NOW.toEpochMilli(),
            NOW.toEpochMilli(),
            "later",
            1,
            new long[] {0, 0, 1, 5, NOW.toEpochMilli()},
            new String[] {"later", "u0", null, null, null},
            new boolean[] {true, true, true, true, true});
    store(generation, "u0", VIEW.add(states.get("u0"), late));
    ViewCheck ahead = check(rows);
    assertThat(ahead.ahead(), is(1L));
    assertThat(ahead.holds(), is(true));
    Generation other =
        store.generations().begin(generation.view(), "f1", 0).toCompletableFuture().get();
    store.generations().point(Optional.of(generation), other).toCompletableFuture().get();
    store(other, "u1", states.get("u2"));
    store(other, "u2", states.get("u2"));
    store(other, "u3", states.get("u3"));
    ViewCheck wrong = check(rows);
    assertThat(wrong.line(), wrong.wrong() + wrong.ahead() + wrong.expired(), is(2L));
    assertThat(wrong.online(), is(2L));
    assertThat(wrong.holds(), is(false));
  }

  private ViewCheck check(List<EventFeatures> written) throws Exception {
    return check(written, folder.resolve("rows"), Visibility.EXCLUSIVE);
  }

  private ViewCheck check(List<EventFeatures> written, Path into, Visibility visibility)
      throws Exception {
    if (!written.isEmpty()) {
      table().writer(into.resolve("spend@1")).write(written);
    }
    BackfillCheck.Request request =
        new BackfillCheck.Request(
            PROJECT,
            Map.of("payments", folder.resolve("payments.csv").toString()),
            Optional.of(into),
            visibility,
            Instant.EPOCH,
            NOW.plusSeconds(9),
            100,
            1,
            EventDecoder.DEFAULT_MAX_BYTES,
            NOW);
    return BackfillCheck.of(request, PROJECT.view("spend@1"), store);
  }

  private static FeatureTable table() {
    return new FeatureTable(
        PROJECT.source("payments"),
        List.of("card"),
        List.of(),
        VIEW.names(),
        VIEW.types(),
        Map.of());
  }
}
