package io.twinstream.serving.offline;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.twinstream.features.event.Event;
import io.twinstream.features.testkit.Shop;
import io.twinstream.offline.log.table.EventTable;
import io.twinstream.serving.background.Background;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.OnlineStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests features as of the past over HTTP. */
class OfflineFeaturesTest {
  @TempDir Path folder;

  @BeforeEach
  void archive() throws Exception {
    Shop.write(folder);
    List<Event> events = new ArrayList<>();
    String[] times = {"10:00", "10:30", "10:40"};
    for (int i = 0; i < times.length; i++) {
      Instant time = Instant.parse("2026-05-06T" + times[i] + ":00Z");
      // The last one is known an hour late.
      Instant known = i == 2 ? time.plus(Duration.ofHours(1)) : time;
      events.add(Shop.payment(i, Shop.json("p" + i, "c/1", 7, i + 2 + ".00", time), known));
    }
    EventTable.writer(folder.resolve("archive"), Shop.PROJECT.source("payments")).write(events);
  }

  @Test
  void featuresAreThoseThatWereKnownThen() throws Exception {
    try (ApplicationContext context = serve(folder.resolve("archive").toString())) {
      URI base = context.getBean(EmbeddedServer.class).getURI();
      String at = "/features/offline/card/c%2F1?as_of=";
      HttpResponse<String> then = get(base, at + "2026-05-06T11:00:00Z&features=spend.*");
      assertThat(then.statusCode(), is(200));
      assertThat(
          then.body(),
          is(
              "{\"entities\":{\"card\":\"c/1\"},\"as_of\":\"2026-05-06T11:00:00Z\","
                  + "\"features\":{\"count_1h\":1,\"sum_1h\":3.0},"
                  + "\"metadata\":{\"views\":{\"spend@1\":{\"status\":\"PRESENT\","
                  + "\"age_ms\":1800000,\"event_time\":\"2026-05-06T10:30:00Z\","
                  + "\"effective_as_of\":\"2026-05-06T11:00:00Z\",\"fingerprint\":\""
                  + then.body().replaceAll(".*fingerprint\":\"|\".*", "")
                  + "\"}},\"dead_letters\":{\"payments\":{}}}}"));
      assertThat(
          get(base, at + "2026-05-06T10:45:00Z").body(),
          containsString("\"features\":{\"count_1h\":2,\"sum_1h\":5.0}"));
      assertThat(
          get(base, at + "2026-05-08T10:45:00Z").body(), containsString("\"status\":\"EXPIRED\""));
      assertThat(
          get(
                  base,
                  at + "2026-05-06T12:45:00%2B02:00&service=fraud&entity=shop:7&request.amount=10")
              .body(),
          containsString("{\"count_1h\":2,\"sum_1h\":5.0,\"mean_1h\":2.5,\"share\":2.0}"));
      assertThat(
          get(base, "/features/offline/card/nobody?as_of=2026-05-06T10:45:00Z").body(),
          containsString("\"event_time\":null"));
    }
  }

  /** For example, records that earlier definitions accepted. */
  @Test
  void recordsOfTheEntityThatAreNoEventsAreCounted() throws Exception {
    String strict = Shop.YAML.replace("event_id: id", "event_id: id\n    max_lateness: 30m");
    Files.writeString(folder.resolve("shop.yaml"), strict);
    try (ApplicationContext context = serve(folder.resolve("archive").toString())) {
      URI base = context.getBean(EmbeddedServer.class).getURI();
      String at = "/features/offline/card/c%2F1?as_of=2026-05-06T12:00:00Z";
      assertThat(
          get(base, at).body(), containsString("\"dead_letters\":{\"payments\":{\"LATE\":1}}"));
    }
  }

  @Test
  void whatIsWrongIsAProblem() throws Exception {
    try (ApplicationContext context = serve(folder.resolve("archive").toString())) {
      URI base = context.getBean(EmbeddedServer.class).getURI();
      String at = "/features/offline/card/c?as_of=2026-05-06T11:00:00Z";
      problem(base, "/features/offline/card/c", 400, "as_of is missing; add ?as_of=");
      problem(base, "/features/offline/card/c?as_of=noon", 400, "not 'noon'");
      problem(base, "/features/offline/crad/c?as_of=x", 404, "did you mean card?");
      problem(base, at + "&features=cuont_1h", 404, "did you mean");
      problem(base, at + "&fetures=a", 400, "did you mean features?");
      problem(base, at + "&service=fraud", 400, "need the id of [shop]");
      problem(base, at + "&service=fraud&entity=shop:x", 400, "not a whole number");
      problem(base, at + "&service=fraud&entity=shop:7&request.amont=1", 400, "amount");
    }
  }

  @Test
  void withoutAnOfflineStoreItSaysHowToHaveOne() throws Exception {
    try (ApplicationContext context = serve(null)) {
      URI base = context.getBean(EmbeddedServer.class).getURI();
      problem(base, "/features/offline/card/c?as_of=2026-05-06T11:00:00Z", 404, "--history");
    }
  }

  @Test
  void anArchiveThatIsDamagedIsNoFailureOfTheService() throws Exception {
    Path archive = folder.resolve("archive/event_date=2026-05-06");
    try (ApplicationContext context = serve(folder.resolve("archive").toString());
        var files = Files.list(archive)) {
      for (Path file : files.toList()) {
        Files.write(file, new byte[] {1, 2, 3});
      }
      URI base = context.getBean(EmbeddedServer.class).getURI();
      problem(
          base, "/features/offline/card/c?as_of=2026-05-06T11:00:00Z", 503, "see the server's log");
    }
  }

  @Test
  void lateAndExcessRequestsGetAnError() throws Exception {
    OfflineThreads threads =
        new OfflineThreads(
            new OfflineConfiguration(null, Duration.ofSeconds(9), 1, 1),
            new Background(new SimpleMeterRegistry(), InstantSource.system()));
    CountDownLatch end = new CountDownLatch(1);
    try {
      CompletionStage<String> slow =
          threads.call(
              () -> {
                try {
                  end.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                return "done";
              },
              Duration.ofSeconds(20));
      CompletionStage<String> second = threads.call(() -> "never", Duration.ofMillis(5));
      assertThrows(ProblemException.class, () -> threads.call(() -> "x", Duration.ofSeconds(1)));
      Exception late =
          assertThrows(
              java.util.concurrent.ExecutionException.class,
              () -> second.toCompletableFuture().get());
      assertThat(
          late.getCause().getClass(), is((Object) java.util.concurrent.TimeoutException.class));
      end.countDown();
      assertThat(slow.toCompletableFuture().get(), is("done"));
    } finally {
      end.countDown();
      threads.stop();
    }
  }

  private ApplicationContext serve(String archive) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("twinstream.definitions", folder.resolve("shop.yaml").toString());
    properties.put("micronaut.server.port", -1);
    if (archive != null) {
      properties.put("twinstream.offline.history", List.of("payments=" + archive));
    }
    ApplicationContext context = ApplicationContext.builder().properties(properties).build();
    context.registerSingleton(OnlineStore.class, new MemoryStore(InstantSource.system()));
    context.start().getBean(EmbeddedServer.class).start();
    return context;
  }

  private static HttpResponse<String> get(URI base, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(20)).build(),
            BodyHandlers.ofString());
  }

  private static void problem(URI base, String path, int status, String detail) throws Exception {
    HttpResponse<String> answer = get(base, path);
    assertThat(answer.body(), answer.statusCode(), is(status));
    assertThat(answer.body(), containsString(detail));
  }
}
