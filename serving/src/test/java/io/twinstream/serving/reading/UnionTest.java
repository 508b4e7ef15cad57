package io.twinstream.serving.reading;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Membership;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import io.twinstream.serving.ServingConfiguration;
import io.twinstream.serving.guard.ReadingConfiguration;
import io.twinstream.serving.guard.StateFallback;
import io.twinstream.serving.guard.StoreGuard;
import io.twinstream.serving.guard.WhenStoreFails;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.ManualClock;
import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.ViewKey;
import io.twinstream.stores.status.ViewStatuses;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests features of a state with the event in the request added. */
final class UnionTest {
  private static final Instant NOW = Instant.parse("2025-03-01T12:00:00Z");
  private static final Map<String, String> NO_MORE = Map.of();

  private static final ServingConfiguration SETTINGS =
      new ServingConfiguration(Path.of("unused"), Duration.ofMillis(1), 10);

  private final ManualClock clock = new ManualClock(NOW);
  private final OnlineStore store = new MemoryStore(clock);
  private Project project;
  private FeatureReader reader;
  private FeatureList list;
  private CompiledView cards;

  @BeforeEach
  void start() throws URISyntaxException {
    project =
        Definitions.load(
            Path.of(UnionTest.class.getResource("/definitions/payments.yaml").toURI()));
    for (String view : project.views().keySet()) {
      Generation begun =
          await(
              store
                  .generations()
                  .begin(new ViewKey("payments", view), fingerprint(view), Long.MIN_VALUE));
      await(store.generations().point(Optional.empty(), begun));
    }
    ReadingConfiguration reading =
        new ReadingConfiguration(
            Duration.ofSeconds(9), 9, WhenStoreFails.ERROR, 0, Duration.ofSeconds(1));
    ViewStatuses statuses = new ViewStatuses(store, clock, Duration.ofMillis(1));
    reader =
        new FeatureReader(
            new StateFallback(store, clock, reading),
            statuses,
            clock,
            new StoreGuard(reading, new SimpleMeterRegistry(), store),
            reading,
            null);
    list = FeatureListsTest.lists(project, Set.of()).service("fraud@1");
    cards = CompiledView.of(project, project.view("card_spend@1"));
  }

  private String fingerprint(String view) {
    return CompiledView.of(project, project.view(view)).fingerprintText();
  }

  @Test
  void theAnswerDoesNotDependOnWhetherThePipelineHasTheEvent() {
    Event decided = event(99, NOW.minusSeconds(3));
    EntityState before = state(event(1, NOW.minusSeconds(60)), event(2, NOW.minusSeconds(30)));
    store(before);
    Reading.Row first = read(decided);
    store(cards.add(before, decided));
    Reading.Row second = read(decided);
    assertThat(second.values(), is(first.values()));
    assertThat(value(first, "count_5m"), is(3L));
    assertThat(first.views()[0].membership(), is(Membership.ABSENT));
    assertThat(second.views()[0].membership(), is(Membership.HELD));
  }

  @Test
  void whatIsOutOfTimeIsNotEvaluatedToItsEnd() {
    EntityRow row = list.row(Map.of("card", "c", "user", "u"), RequestFields.none(list.compiled()));
    Duration none = Duration.ofNanos(1);
    List<EntityRow> most = Collections.nCopies(1_000, row);
    assertThat(await(reader.read(list, most)).rows().size(), is(1_000));
    // The store answers at once, so only the evaluation exceeds the deadline.
    ProblemException late =
        assertThrows(
            ProblemException.class, () -> join(reader.read(list, most, none, Runnable::run)));
    assertThat(late.status().getCode(), is(504));
  }

  private static void join(CompletionStage<?> stage) throws Throwable {
    try {
      stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause();
    }
  }

  @Test
  void anEntityNeverSeenHasTheEventAlone() {
    Reading.Row row = read(event(7, NOW));
    assertThat(value(row, "count_24h"), is(1L));
    assertThat(value(row, "user_count_24h"), is(1L));
  }

  @Test
  void itIsEvaluatedAsOfTheEventOrTheNewestThatIsThere() {
    store(state(event(1, NOW.minusSeconds(600))));
    Event old = event(2, NOW.minusSeconds(400));
    assertThat(read(old).views()[0].asOf(), is(old.ts()));
    assertThat(value(read(old), "count_5m"), is(2L));
    Event older = event(3, NOW.minusSeconds(700));
    assertThat(read(older).views()[0].asOf(), is(NOW.minusSeconds(600).toEpochMilli()));
  }

  @Test
  void anEventOlderThanAllIdentitiesIsUndecidedAndLeftOut() {
    EntityState state = cards.empty();
    for (int i = 0; i < 16; i++) {
      state = cards.add(state, event(i, NOW.minusSeconds(100 - i)));
    }
    store(state);
    Reading.Row row = read(event(50, NOW.minusSeconds(200)));
    assertThat(row.views()[0].membership(), is(Membership.UNDECIDED));
    assertThat(value(row, "count_24h"), is(16L));
  }

  @Test
  void withoutAnEventNothingIsUnited() {
    EntityRow row = list.row(Map.of("card", "c", "user", "u"), RequestFields.none(list.compiled()));
    assertThat(
        await(reader.read(list, List.of(row))).rows().get(0).views()[0].membership(), nullValue());
  }

  @Test
  void theEventOfAnotherEntityIsRefused() {
    ProblemException e =
        assertThrows(
            ProblemException.class,
            () ->
                list.row(
                    Map.of("card", "other"), null, new SourceEvent("transactions", event(1, NOW))));
    assertThat(e.getMessage(), containsString("other"));
  }

  private Reading.Row read(Event event) {
    clock.advance(Duration.ofMillis(5));
    EntityRow row =
        list.row(
            NO_MORE, RequestFields.none(list.compiled()), new SourceEvent("transactions", event));
    return await(reader.read(list, List.of(row))).rows().get(0);
  }

  private Object value(Reading.Row row, String feature) {
    return row.values().value(list.compiled().names().indexOf(feature));
  }

  private EntityState state(Event... events) {
    EntityState state = cards.empty();
    for (Event event : events) {
      state = cards.add(state, event);
    }
    return state;
  }

  private void store(EntityState state) {
    Generation generation =
        await(store.generations().pointer(new ViewKey("payments", "card_spend@1"))).get();
    StateWrite write = StateWrite.of("4711", state.newest(), state.count(), cards.encode(state));
    await(store.states().write(generation, List.of(write), Optional.empty()));
  }

  private Event event(int id, Instant at) {
    String json =
        """
        {"transaction_id": "t%d", "card_id": "4711", "user_id": "anna", "terminal_id": 7,
         "amount": 1.50, "timestamp": "%s"}"""
            .formatted(id, at);
    EventDecoder decoder =
        EventDecoders.live(project.source("transactions"), Set.of("card_id"), 1 << 20);
    Position position = new Position("txn.events", 0, id);
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return (Event) decoder.decode(new RawRecord(position, at.toEpochMilli(), bytes));
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.within(Duration.ofSeconds(20), stage);
  }
}
