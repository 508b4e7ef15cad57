package io.twinstream.serving.operation;

import static io.twinstream.serving.score.ScoreFixture.NOW;
import static io.twinstream.serving.score.ScoreFixture.card;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.offline.log.table.EventTable;
import io.twinstream.serving.operation.Operations.Sent;
import io.twinstream.serving.score.ScoreFixture;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/**
 * Compares the statuses in the OpenAPI document with the server: each documented status is
 * provoked, and no other one is returned.
 */
@Tag("slow") // starts a broker
final class StatusTest {
  /** The fault of the server, if any. */
  private enum Service {
    WELL,
    /** The rate limit is one request per second. */
    BUSY,
    /** Store and brokers do not run, and the archive is damaged. */
    GONE,
    /** The store does not answer. */
    SILENT
  }

  @TempDir static Path folder;
  private static Supervisor supervisor;
  private static final Map<Service, ScoreFixture> services = new EnumMap<>(Service.class);

  @BeforeAll
  static void start() throws Exception {
    supervisor = new Supervisor(StateDirectory.at(folder.resolve("stack")));
    KafkaBroker broker = KafkaBroker.start(supervisor, Installation.find());
    broker.createTopic("txn.events", 1, Map.of());
    Path models = Files.createDirectories(folder.resolve("models"));
    ScoreFixture.write(models, card("fraud_lr", "1", "fraud@1", 0.5), 0, 1, 0, 0, 0, 0, 0);
    Path archive = archive(folder.resolve("archive"));
    Path damaged = Files.createDirectories(folder.resolve("damaged"));
    Files.writeString(damaged.resolve("events.parquet"), "none");
    for (Service service : Service.values()) {
      Map<String, Object> settings = new HashMap<>();
      settings.put("twinstream.access.anonymous", "none");
      settings.put("twinstream.keys.boss.secret", "boss");
      settings.put("twinstream.keys.boss.role", "admin");
      settings.put("twinstream.keys.nobody.secret", "nobody");
      settings.put("twinstream.keys.nobody.role", "none");
      settings.put("twinstream.access.max-qps", service == Service.BUSY ? 1 : 0);
      settings.put("twinstream.models.folder", models.toString());
      settings.put("twinstream.scoring.deadline", service == Service.SILENT ? "100ms" : "10s");
      settings.put("twinstream.reading.deadline", service == Service.SILENT ? "100ms" : "10s");
      settings.put("twinstream.kafka.deadline", service == Service.GONE ? "200ms" : "10s");
      settings.put(
          "twinstream.kafka.bootstrap-servers",
          service == Service.GONE ? "127.0.0.1:1" : broker.bootstrapServers());
      Path history = service == Service.GONE ? damaged : archive;
      settings.put("twinstream.offline.history", List.of("transactions=" + history));
      Switched store = new Switched(() -> NOW);
      services.put(service, new ScoreFixture(store.store(), settings));
      store.to(
          switch (service) {
            case GONE -> Switched.Mode.GONE;
            case SILENT -> Switched.Mode.SILENT;
            default -> Switched.Mode.WELL;
          });
    }
  }

  private static Path archive(Path folder) throws Exception {
    var source =
        io.twinstream.features.load.Definitions.load(ScoreFixture.definitions())
            .source("transactions");
    RawRecord record =
        new RawRecord(
            new Position("txn.events", 0, 0),
            NOW.toEpochMilli(),
            Operations.EVENT.getBytes(StandardCharsets.UTF_8));
    Event event = (Event) EventDecoders.live(source, Set.of(), 1000).decode(record);
    EventTable.writer(folder, source).write(List.of(event));
    return folder;
  }

  @AfterAll
  static void stop() {
    services.values().forEach(ScoreFixture::close);
    supervisor.close();
  }

  @Test
  void theDocumentIsServed() throws Exception {
    Sent request = Operations.right("GET /stats").path("/swagger/twinstream-0.1.yml");
    String text = request.send(services.get(Service.WELL).server.getURI()).body();
    assertThat(new Yaml().load(text), is((Object) OpenApi.DOCUMENT));
  }

  static Stream<String> operations() {
    return OpenApi.statuses().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void whatIsAnsweredIsDocumentedAndWhatIsDocumentedIsAnswered(String operation) throws Exception {
    Set<Integer> documented = OpenApi.statuses().get(operation);
    Set<Integer> answered = new TreeSet<>();
    Sent right = Operations.right(operation);
    ask(operation, Service.WELL, right, answered);
    ask(operation, Service.WELL, right.key(null), answered);
    ask(operation, Service.WELL, right.key("unknown"), answered);
    ask(operation, Service.WELL, right.key("nobody"), answered);
    ask(operation, Service.WELL, right.header("Accept", "image/png"), answered);
    ask(operation, Service.WELL, right.tooLong(), answered);
    ask(operation, Service.WELL, right.header("X-Deadline-Ms", "soon"), answered);
    if (right.body() != null) {
      ask(operation, Service.WELL, right.header("Content-Type", "text/plain"), answered);
      ask(operation, Service.WELL, right.body("{"), answered);
    }
    for (Sent wrong : Operations.wrong(operation)) {
      ask(operation, Service.WELL, wrong, answered);
    }
    askOften(operation, right, answered);
    for (int i = 0; i < 3; i++) {
      ask(operation, Service.GONE, right, answered);
    }
    ask(operation, Service.SILENT, right, answered);
    // No read of files takes only a millisecond, but the first responses may come from memory.
    ask(operation, Service.WELL, right.header("X-Deadline-Ms", "1"), answered);
    assertThat(operation, answered, is(documented));
  }

  /** Sends requests at once, until one comes within the second of another. */
  private static void askOften(String operation, Sent request, Set<Integer> answered)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int i = 0; i < 30 && !answered.contains(429); i++) {
        Callable<Set<Integer>> one =
            () -> {
              Set<Integer> status = new TreeSet<>();
              ask(operation, Service.BUSY, request, status);
              return status;
            };
        for (Future<Set<Integer>> each : threads.invokeAll(Collections.nCopies(4, one))) {
          answered.addAll(each.get());
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  private static void ask(String operation, Service service, Sent request, Set<Integer> answered)
      throws Exception {
    HttpResponse<String> answer = request.send(services.get(service).server.getURI());
    String told = operation + ", " + service + ": " + request + ": " + answer.body();
    assertThat(told, OpenApi.statuses().get(operation), hasItem(answer.statusCode()));
    if (answer.statusCode() >= 400) {
      String type = answer.headers().firstValue("Content-Type").orElse("none");
      assertThat(told, type, is("application/problem+json"));
      assertThat(told, answer.body(), containsString("\"status\":" + answer.statusCode()));
    }
    if (answer.statusCode() == 429 || answer.statusCode() == 503) {
      assertThat(told, answer.headers().firstValue("Retry-After").orElse("none"), is("1"));
    }
    if (answer.statusCode() == 401) {
      String challenge = answer.headers().firstValue("WWW-Authenticate").orElse("none");
      assertThat(told, challenge, startsWith("Bearer "));
    }
    answered.add(answer.statusCode());
  }
}
