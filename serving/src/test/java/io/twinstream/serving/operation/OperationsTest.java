package io.twinstream.serving.operation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.micronaut.context.ApplicationContext;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.client.annotation.Client;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import io.micronaut.runtime.server.EmbeddedServer;
import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.OnlineStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What a service is watched and run by: each status that the OpenAPI document tells of. */
final class OperationsTest {
  private static final String NOBODY = "nobody's";
  private ApplicationContext context;
  private OperationsClient client;

  @Client("/")
  interface OperationsClient {
    @Get("/stats")
    HttpResponse<Map<String, Object>> stats(@Header("X-Api-Key") String key);

    @Get(value = "/metrics", consumes = "text/plain")
    HttpResponse<String> metrics(@Header("X-Api-Key") String key);

    @Get("/registry")
    HttpResponse<Map<String, Object>> registry(@Header("X-Api-Key") String key);

    @Get("/registry/{kind}")
    HttpResponse<Map<String, Object>> list(@Header("X-Api-Key") String key, String kind);

    @Get("/registry/{kind}/{name}")
    HttpResponse<Map<String, Object>> one(
        @Header("X-Api-Key") String key, String kind, String name);

    @Delete("/entities/{entity}/{id}")
    HttpResponse<?> erase(@Header("X-Api-Key") String key, String entity, String id);

    @Get(value = "/swagger/twinstream-0.1.yml", consumes = "*/*")
    String document(@Header("X-Api-Key") String key);
  }

  private void start(OnlineStore store, int maxQps) throws Exception {
    Map<String, Object> properties = new HashMap<>();
    for (String role : List.of("read", "write", "admin")) {
      properties.put("twinstream.keys." + role + ".secret", role);
      properties.put("twinstream.keys." + role + ".role", role);
    }
    properties.put(
        "twinstream.definitions",
        Path.of(OperationsTest.class.getResource("/definitions/payments.yaml").toURI()).toString());
    properties.put("twinstream.access.anonymous", "none");
    properties.put("twinstream.access.max-qps", maxQps);
    properties.put("twinstream.max-id-length", 8);
    properties.put("micronaut.server.port", -1);
    context = ApplicationContext.builder().properties(properties).build();
    context.registerSingleton(OnlineStore.class, store);
    context.start().getBean(EmbeddedServer.class).start();
    client = context.getBean(OperationsClient.class);
  }

  @AfterEach
  void stop() {
    context.close();
  }

  @Test
  void everyStatusThatIsDocumentedIsGivenAndNoOther() throws Exception {
    Map<String, Set<Integer>> given = new HashMap<>();
    OnlineStore store = new MemoryStore(InstantSource.system());
    start(store, 0);
    String document = client.document("read");
    for (String key : List.of("read", NOBODY)) {
      note(given, "get /stats", () -> client.stats(key));
      note(given, "get /metrics", () -> client.metrics(key));
      note(given, "get /registry", () -> client.registry(key));
      for (String kind : List.of("views", "view")) {
        note(given, "get /registry/{kind}", () -> client.list(key, kind));
        note(given, "get /registry/{kind}/{name}", () -> client.one(key, kind, "card_spend@1"));
      }
    }
    for (String key : List.of("read", "admin", NOBODY)) {
      note(given, "delete /entities/{entity}/{id}", () -> client.erase(key, "card", "c1"));
    }
    note(given, "delete /entities/{entity}/{id}", () -> client.erase("admin", "cart", "c1"));
    note(given, "delete /entities/{entity}/{id}", () -> client.erase("admin", "card", "long-long"));
    context.close();

    start(new Unreachable().store(), 0);
    note(given, "get /registry", () -> client.registry("read"));
    note(given, "delete /entities/{entity}/{id}", () -> client.erase("admin", "card", "c1"));
    note(given, "get /stats", () -> client.stats("read"));
    context.close();

    start(store, 1);
    for (int i = 0; i < 20; i++) {
      note(given, "get /stats", () -> client.stats("read"));
      note(given, "get /metrics", () -> client.metrics("read"));
      note(given, "get /registry", () -> client.registry("read"));
      note(given, "get /registry/{kind}", () -> client.list("read", "views"));
      note(
          given, "get /registry/{kind}/{name}", () -> client.one("write", "views", "card_spend@1"));
      note(given, "delete /entities/{entity}/{id}", () -> client.erase("admin", "card", "c1"));
    }
    given.forEach(
        (route, statuses) -> assertThat(route, documented(document, route), is(statuses)));
    assertThat(given.get("get /stats"), hasItem(429));
  }

  private static void note(
      Map<String, Set<Integer>> given, String route, Supplier<HttpResponse<?>> request) {
    int status;
    try {
      status = request.get().code();
    } catch (HttpClientResponseException e) {
      status = e.code();
      if (status == HttpStatus.TOO_MANY_REQUESTS.getCode()) {
        assertThat(e.getResponse().header("Retry-After"), is("1"));
      }
    }
    given.computeIfAbsent(route, r -> new HashSet<>()).add(status);
  }

  /** The statuses that the document has of a method and a path. */
  @SuppressWarnings("unchecked")
  private static Set<Integer> documented(String document, String route) {
    Map<String, Object> root = new Yaml().load(document);
    String[] parts = route.split(" ");
    var paths = (Map<String, Map<String, Map<String, Map<Object, Object>>>>) root.get("paths");
    Set<Integer> statuses = new HashSet<>();
    paths
        .get(parts[1])
        .get(parts[0])
        .get("responses")
        .keySet()
        .forEach(status -> statuses.add(Integer.valueOf(status.toString())));
    return statuses;
  }
}
