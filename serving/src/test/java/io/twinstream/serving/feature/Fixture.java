package io.twinstream.serving.feature;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.ManualClock;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.OverriddenStore;
import io.twinstream.stores.Progress;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.ViewKey;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A server on a free port, with a store that a test fills like a pipeline. */
final class Fixture implements AutoCloseable {
  /** A key with all rights. */
  static final String ADMIN = "let-me-in";

  static final Instant NOW = Instant.parse("2025-03-01T12:00:00Z");

  final ManualClock clock = new ManualClock(NOW);
  final OnlineStore store;

  /** By how much the store's clock is ahead of the service's. */
  volatile Duration storeAhead = Duration.ZERO;

  final EmbeddedServer server;
  private final Project project;

  Fixture(OnlineStore store) {
    this(store, Map.of());
  }

  /**
   * @param more properties
   */
  Fixture(OnlineStore found, Map<String, Object> more) {
    this(found, more, definitions());
  }

  /**
   * @param definitions of the project "payments", with the source of the usual ones
   */
  Fixture(OnlineStore found, Map<String, Object> more, Path definitions) {
    project = Definitions.load(definitions);
    store = withOurTime(found);
    for (String view : project.views().keySet()) {
      Generation begun = begin(new ViewKey("payments", view));
      await(store.generations().point(await(store.generations().pointer(begun.view())), begun));
    }
    ApplicationContext context =
        ApplicationContext.builder()
            .properties(
                Map.of(
                    "twinstream.definitions",
                    definitions.toString(),
                    "twinstream.max-rows",
                    50,
                    "twinstream.keys.boss.secret",
                    ADMIN,
                    "twinstream.keys.boss.role",
                    "admin",
                    "micronaut.server.port",
                    -1))
            .properties(more)
            .build();
    context.registerSingleton(InstantSource.class, clock);
    context.registerSingleton(OnlineStore.class, store);
    context.registerSingleton(Ticker.class, () -> 1_000_000 * clock.millis());
    server = context.start().getBean(EmbeddedServer.class).start();
    alive();
  }

  /** Another server with the same store; the caller must close its context. */
  ApplicationContext other(Path definitions) {
    ApplicationContext context =
        ApplicationContext.builder()
            .properties(
                Map.of(
                    "twinstream.definitions", definitions.toString(), "micronaut.server.port", -1))
            .build();
    context.registerSingleton(InstantSource.class, clock);
    context.registerSingleton(OnlineStore.class, store);
    context.start().getBean(EmbeddedServer.class).start();
    return context;
  }

  static Path definitions() {
    try {
      return Path.of(Fixture.class.getResource("/definitions/payments.yaml").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The store, by whose clock it is as late as by the fixture's, or as the test says. */
  private OnlineStore withOurTime(OnlineStore found) {
    return OverriddenStore.of(
        found,
        Map.of(
            "time",
            () ->
                CompletableFuture.completedFuture(
                    OptionalLong.of(clock.instant().plus(storeAhead).toEpochMilli()))));
  }

  /** A generation of a view as it is defined, which readers do not follow yet. */
  Generation begin(ViewKey view) {
    return begin(view, view(view.view()).fingerprintText());
  }

  Generation begin(ViewKey view, String fingerprint) {
    return await(store.generations().begin(view, fingerprint, Long.MIN_VALUE));
  }

  FeatureClient client() {
    return server.getApplicationContext().getBean(FeatureClient.class);
  }

  CompiledView view(String id) {
    return CompiledView.of(project, project.view(id));
  }

  Generation generation(String view) {
    return await(store.generations().pointer(new ViewKey("payments", view))).orElseThrow();
  }

  /** Publishes current progress of all views. */
  void alive() {
    for (String view : project.views().keySet()) {
      progress(view, clock.millis());
    }
  }

  void progress(String view, long completeAt) {
    progress(view, completeAt, clock.millis());
  }

  /**
   * A pipeline says how far it is.
   *
   * @param checkpointAt when its latest complete checkpoint was taken
   */
  void progress(String view, long completeAt, long checkpointAt) {
    Progress progress = new Progress(completeAt, completeAt, clock.millis(), checkpointAt);
    await(store.progress().publish(generation(view), progress));
  }

  /** The state of payments, as a pipeline would compute it. */
  EntityState state(String view, Payment... payments) {
    CompiledView compiled = view(view);
    EntityState state = compiled.empty();
    EventDecoder decoder =
        EventDecoders.live(project.source("transactions"), Set.of("card_id"), 1 << 20);
    for (int i = 0; i < payments.length; i++) {
      byte[] json = payments[i].json("t" + i).getBytes(StandardCharsets.UTF_8);
      Position position = new Position("txn.events", 0, i);
      RawRecord record = new RawRecord(position, payments[i].at.toEpochMilli(), json);
      state = compiled.add(state, (Event) decoder.decode(record));
    }
    return state;
  }

  /** Stores the state of an entity in a view. */
  void store(String view, String entity, Payment... payments) {
    EntityState state = state(view, payments);
    store(view, entity, state.newest(), state.count(), view(view).encode(state));
  }

  void store(String view, String entity, long newest, long count, byte[] bytes) {
    List<StateWrite> writes = List.of(StateWrite.of(entity, newest, count, bytes));
    await(store.states().write(generation(view), writes, Optional.empty()));
  }

  /** Advances the clock and the progress of the pipelines. */
  void pass(Duration time) {
    clock.advance(time);
    alive();
  }

  @Override
  public void close() {
    server.getApplicationContext().close();
  }

  static <T> T await(CompletionStage<T> stage) {
    return Await.within(Duration.ofSeconds(20), stage);
  }

  /** A payment of a user. */
  record Payment(Instant at, String amount, String user) {
    static Payment ago(Duration time, String amount) {
      return new Payment(NOW.minus(time), amount, "anna");
    }

    String json(String id) {
      return """
          {"transaction_id": "%s", "card_id": "any", "user_id": "%s", "terminal_id": 7,
           "amount": %s, "timestamp": "%s"}"""
          .formatted(id, user, amount, at);
    }
  }
}
