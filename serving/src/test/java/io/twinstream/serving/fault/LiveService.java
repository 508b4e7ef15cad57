package io.twinstream.serving.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.ViewKey;
import io.twinstream.stores.redis.RedisAddress;
import io.twinstream.stores.redis.RedisStore;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The real server with a real Redis server and the real clock. */
final class LiveService implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VIEW = "card_spend@1";
  static final ViewKey VIEW_KEY = new ViewKey("payments", VIEW);

  private final ApplicationContext context;
  private final URI uri;

  record Answer(int status, String type, String body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new IllegalStateException("not JSON: " + body, e);
      }
    }
  }

  LiveService(RedisAddress redis, Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put("twinstream.definitions", definitions().toString());
    properties.putIfAbsent("twinstream.redis.address", redis.toString());
    properties.put("twinstream.reading.deadline", "300ms");
    properties.put("twinstream.reading.retry-after", "200ms");
    properties.put("micronaut.server.port", -1);
    context = ApplicationContext.builder().properties(properties).eagerInitSingletons(true).start();
    uri = context.getBean(EmbeddedServer.class).start().getURI();
  }

  /** Stores one payment of a card, like a load. */
  static void fill(RedisAddress redis, String card) {
    try (OnlineStore store = RedisStore.connect(redis, Duration.ofSeconds(10))) {
      fill(store, card);
    }
  }

  /** The same with an open connection. */
  static void fill(OnlineStore store, String card) {
    Project project = Definitions.load(definitions());
    CompiledView view = CompiledView.of(project, project.view(VIEW));
    long now = InstantSource.system().millis();
    String json =
        """
        {"transaction_id": "t", "card_id": "%s", "user_id": "u", "terminal_id": 7,
         "amount": 1.50, "timestamp": "%s"}"""
            .formatted(card, Instant.ofEpochMilli(now - 60_000));
    EventDecoder decoder =
        EventDecoders.live(project.source("transactions"), Set.of("card_id"), 1 << 20);
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    RawRecord record = new RawRecord(new Position("txn.events", 0, 0), now, bytes);
    EntityState state = view.add(view.empty(), (Event) decoder.decode(record));
    Generation begun =
        await(store.generations().begin(VIEW_KEY, view.fingerprintText(), Long.MIN_VALUE));
    long newest = state.newest();
    StateWrite write = StateWrite.of(card, newest, state.count(), view.encode(state));
    await(store.states().write(begun, List.of(write), Optional.empty()));
    await(
        store.generations().loaded(begun, now, 0)); // which stays fresh, however long a test takes
    await(store.generations().point(await(store.generations().pointer(begun.view())), begun));
  }

  Answer card(String id, String... headers) {
    return get("/features/card/" + id, headers);
  }

  Answer get(String path, String... headers) {
    return send(HttpRequest.newBuilder(), path, headers);
  }

  /** The status of the response. */
  int delete(String path, String... headers) {
    return send(HttpRequest.newBuilder().DELETE(), path, headers).status();
  }

  private Answer send(HttpRequest.Builder request, String path, String... headers) {
    request.uri(uri.resolve(path)).timeout(Duration.ofSeconds(30));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> response =
          CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
      String type = response.headers().firstValue("Content-Type").orElse("");
      return new Answer(response.statusCode(), type, response.body());
    } catch (IOException e) {
      throw new IllegalStateException("no answer at all", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The first successful response, which must come within some seconds. */
  Answer recovered() throws InterruptedException {
    Answer answer = card("4711");
    for (int i = 0; i < 100 && answer.status() != 200; i++) {
      Thread.sleep(100);
      answer = card("4711");
    }
    if (answer.status() != 200) {
      throw new AssertionError("it does not come back: " + answer);
    }
    return answer;
  }

  String status(JsonNode answer) {
    return answer.at("/metadata/views/card_spend@1/status").textValue();
  }

  private static Path definitions() {
    try {
      return Path.of(LiveService.class.getResource("/definitions/payments.yaml").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.within(Duration.ofSeconds(20), stage);
  }

  @Override
  public void close() {
    context.close();
  }
}
