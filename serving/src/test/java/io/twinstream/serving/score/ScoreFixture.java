package io.twinstream.serving.score;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.models.ModelCard;
import io.twinstream.offline.models.OnnxBytes;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.ManualClock;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.Progress;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.ViewKey;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A server that scores with the models of a folder, and a store that a test fills. */
public final class ScoreFixture implements AutoCloseable {
  public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  public final ManualClock clock = new ManualClock(NOW);
  public final Project project = Definitions.load(definitions());
  public final EmbeddedServer server;
  private final OnlineStore store;

  /** Starts a server; further properties override the defaults. */
  public ScoreFixture(OnlineStore store, Map<String, Object> properties) {
    this.store = store;
    for (String view : project.views().keySet()) {
      String fingerprint = CompiledView.of(project, project.view(view)).fingerprintText();
      Generation begun =
          await(
              store
                  .generations()
                  .begin(new ViewKey("payments", view), fingerprint, Long.MIN_VALUE));
      await(store.generations().point(await(store.generations().pointer(begun.view())), begun));
      await(
          store
              .progress()
              .publish(begun, new Progress(0, clock.millis(), clock.millis(), clock.millis())));
    }
    Map<String, Object> all = new HashMap<>();
    all.put("twinstream.definitions", definitions().toString());
    all.put("twinstream.max-rows", 50);
    all.put("twinstream.models.reload-every", "20ms");
    all.put("twinstream.scoring.deadline", "10s"); // a busy machine must not fail a test
    all.put("micronaut.server.port", -1);
    all.putAll(properties);
    ApplicationContext context =
        ApplicationContext.builder().properties(all).eagerInitSingletons(true).build();
    context.registerSingleton(InstantSource.class, clock);
    context.registerSingleton(OnlineStore.class, store);
    server = context.start().getBean(EmbeddedServer.class).start();
  }

  public static Path definitions() {
    try {
      return Path.of(ScoreFixture.class.getResource("/definitions/scored.yaml").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The compiled service, for training models on it. */
  public static CompiledService service(String id) {
    Project project = Definitions.load(definitions());
    return CompiledService.of(project, project.service(id));
  }

  public static ModelCard card(String name, String version, String service, double threshold) {
    CompiledService compiled = service(service);
    return new ModelCard(
        name,
        version,
        service,
        compiled.names(),
        compiled.fingerprint(),
        OptionalDouble.of(threshold));
  }

  /** Writes a logistic regression atomically. */
  public static void write(Path folder, ModelCard card, double bias, float... weights) {
    Path file = folder.resolve(card.name() + "-" + card.version() + ".onnx");
    Path draft = folder.resolve("draft");
    try {
      Files.write(draft, OnnxBytes.logistic(card, (float) bias, weights));
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** Posts a body unchanged; headers are pairs of name and value. */
  public HttpResponse<String> post(String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.getURI() + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  ScoreClient client() {
    return server.getApplicationContext().getBean(ScoreClient.class);
  }

  CompiledView view(String id) {
    return CompiledView.of(project, project.view(id));
  }

  /** A payment as a record of the topic. */
  static Map<String, Object> payment(String id, String card, Instant at, double amount) {
    return Map.of(
        "transaction_id", id,
        "card_id", card,
        "user_id", "anna",
        "amount", amount,
        "timestamp", at.toString());
  }

  Event event(String id, String card, Instant at, double amount) {
    String json =
        """
        {"transaction_id": "%s", "card_id": "%s", "user_id": "anna", "amount": %s,
         "timestamp": "%s"}"""
            .formatted(id, card, amount, at);
    RawRecord record =
        new RawRecord(
            new Position("txn.events", 0, 0),
            at.toEpochMilli(),
            json.getBytes(StandardCharsets.UTF_8));
    return (Event)
        EventDecoders.live(project.source("transactions"), Set.of("card_id"), 1 << 20)
            .decode(record);
  }

  EntityState state(String view, Event... events) {
    EntityState state = view(view).empty();
    for (Event event : events) {
      state = view(view).add(state, event);
    }
    return state;
  }

  /** Stores the states of card and user, as the pipeline would. */
  void store(Event... events) {
    put("card_spend@1", "c1", state("card_spend@1", events));
    put("user_activity@1", "anna", state("user_activity@1", events));
  }

  void put(String view, String entity, EntityState state) {
    Generation generation =
        await(store.generations().pointer(new ViewKey("payments", view))).orElseThrow();
    byte[] bytes = view(view).encode(state);
    StateWrite write = StateWrite.of(entity, state.newest(), state.count(), bytes);
    await(store.states().write(generation, List.of(write), Optional.empty()));
  }

  @Override
  public void close() {
    server.getApplicationContext().close();
  }

  public static <T> T await(CompletionStage<T> stage) {
    return Await.within(Duration.ofSeconds(20), stage);
  }
}
