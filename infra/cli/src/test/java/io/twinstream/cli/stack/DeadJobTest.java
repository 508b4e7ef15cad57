package io.twinstream.cli.stack;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twinstream.cli.Main;
import io.twinstream.cli.process.OnlineStores;
import io.twinstream.features.definition.ProjectJson;
import io.twinstream.features.load.Definitions;
import io.twinstream.kafka.KafkaClients;
import io.twinstream.local.LocalStack;
import io.twinstream.local.RedisServer;
import io.twinstream.local.flink.FlinkCluster;
import io.twinstream.local.job.LiveJob;
import io.twinstream.local.job.ServingProcess;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.LocalProcess;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.stores.AppliedDefinitions;
import io.twinstream.stores.Await;
import io.twinstream.stores.OnlineStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests what the server answers after the store was killed and is empty, and after the job has
 * died.
 */
@Tag("slow")
final class DeadJobTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(90);

  /** The views' freshness is 5 s; the rest is for a busy machine. */
  private static final Duration TOLD_WITHIN = Duration.ofSeconds(15);

  @TempDir Path folder;

  @Test
  void lostStatesAreNeverZeroAndAKilledJobIsStale() throws Exception {
    Installation installation = Installation.find();
    assumeTrue(
        Files.exists(installation.home().resolve("serving/target/classpath.txt")),
        "the service is not built");
    StateDirectory state = StateDirectory.at(folder.resolve("stack"));
    try (LocalStack stack = LocalStack.start(state, installation, 1, 256)) {
      assertThat(stack.flink().rest().slots(), is(1));
      assertThat(stack.flink().rest().jobs(), is(empty()));
      Map<String, String> appendTime = Map.of("message.timestamp.type", "LogAppendTime");
      stack.kafka().createTopic("txn.events", 1, appendTime);
      apply(installation.home().resolve("transforms/examples/payments"), stack);
      LiveJob.submit(
          stack.supervisor(),
          installation,
          stack.addresses(),
          List.of(
              "--definitions=registry:payments",
              "--maxBundleTimeMills=100",
              "--autoWatermarkInterval=100",
              "--checkpoints=" + folder.resolve("checkpoints")));
      URI service =
          URI.create(
              ServingProcess.start(
                  stack.supervisor(),
                  installation,
                  "registry:payments",
                  stack.addresses().redis()));
      awaitAnswer(service.resolve("/health"), "\"card_spend@1\":\"FRESH\"", STARTS_WITHIN);
      awaitAnswer(service.resolve("/features/card/c1"), "\"MISSING\"", STARTS_WITHIN);

      send(stack);
      URI card = service.resolve("/features/card/c1");
      awaitAnswer(card, "\"count_24h\":1", STARTS_WITHIN);
      killAndEmptyRedis(stack);
      awaitAnswerWithout(card, "\"count_24h\":0", "\"count_24h\":1", STARTS_WITHIN);
      awaitAnswerWithout(card, "\"count_24h\":0", "\"PRESENT\"", STARTS_WITHIN);
      awaitAnswer(service.resolve("/health"), "\"card_spend@1\":\"FRESH\"", STARTS_WITHIN);

      assertThat(status(state, 0), containsString("RUNNING, started"));
      stack.flink().taskManager().kill();
      long killed = System.nanoTime();
      awaitAnswer(service.resolve("/health"), "\"card_spend@1\":\"STALE\"", TOLD_WITHIN);
      assertThat(Duration.ofNanos(System.nanoTime() - killed), lessThan(TOLD_WITHIN));
      awaitAnswer(service.resolve("/features/card/c1"), "\"STALE\"", TOLD_WITHIN);
      awaitAnswer(service.resolve("/stats"), "\"stale\":true", TOLD_WITHIN);
      String status = status(state, 1);
      for (int i = 0; i < 300 && !status.contains("failed last"); i++) {
        Thread.sleep(200);
        status = status(state, 1);
      }
      assertThat(status, containsString("problem      taskmanager-1 is not running"));
      assertThat(status, containsString("failed last  "));
      assertThat(status, containsString("this stack does not restart processes"));
      aNewTaskManagerOffersItsSlots(stack);
    } finally {
      state.delete();
    }
  }

  private static void aNewTaskManagerOffersItsSlots(LocalStack stack) {
    FlinkCluster cluster = stack.flink();
    LocalProcess killed = cluster.taskManager();
    LocalProcess started = cluster.startTaskManager();
    // The killed one is listed until its heartbeats are missed.
    started.awaitReady(
        () -> cluster.rest().get("/overview").path("taskmanagers").asInt() == 1, STARTS_WITHIN);
    started.awaitReady(() -> cluster.rest().slots() == 1, STARTS_WITHIN);
    assertThat(killed.isAlive(), is(false));
    assertThat(stack.supervisor().fallen().get(0).name(), is(killed.name()));
  }

  private static String status(StateDirectory state, int expected) {
    StringWriter out = new StringWriter();
    String[] args = {"stream", "status", "--state=" + state.path()};
    int code = Main.commandLine().setOut(new PrintWriter(out)).execute(args);
    assertThat(out.toString(), code, is(expected));
    return out.toString();
  }

  private static void apply(Path definitions, LocalStack stack) {
    String fingerprint = ProjectJson.fingerprint(Definitions.load(definitions));
    AppliedDefinitions first =
        new AppliedDefinitions(1, fingerprint, 1, Definitions.texts(definitions));
    try (OnlineStore store = OnlineStores.open(stack.addresses().redis())) {
      Await.within(STARTS_WITHIN, store.definitions().apply("payments", first));
    }
  }

  private static void send(LocalStack stack) throws Exception {
    String payment =
        """
        {"transaction_id": "t1", "card_id": "c1", "user_id": "u1", "merchant_id": "m1", \
        "amount": "1.00", "currency": "EUR", "device_type": "web", "status": "approved", \
        "timestamp": "%s"}\
        """
            .formatted(Instant.now());
    KafkaClients clients = KafkaClients.of(stack.addresses().kafka());
    try (KafkaProducer<byte[], byte[]> producer = clients.producer(Map.of())) {
      byte[] value = payment.getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>("txn.events", value)).get();
    }
  }

  /** Redis has the data only in memory. */
  private static void killAndEmptyRedis(LocalStack stack) throws Exception {
    String address = stack.addresses().redis();
    for (ProcessHandle redis : stack.supervisor().state().alive(RedisServer.NAME::equals)) {
      redis.destroyForcibly();
      redis.onExit().get();
    }
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    RedisServer.startAt(stack.supervisor(), RedisServer.NAME, port);
  }

  private static void awaitAnswer(URI uri, String part, Duration within)
      throws IOException, InterruptedException {
    awaitAnswerWithout(uri, "nothing that is answered", part, within);
  }

  /** Waits for a response, and fails if an earlier one contains the forbidden text. */
  private static void awaitAnswerWithout(URI uri, String never, String part, Duration within)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    String answer = "";
    while (!answer.contains(part) && System.nanoTime() < deadline) {
      Thread.sleep(100);
      answer = HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
      assertThat(answer, not(containsString(never)));
    }
    assertThat(answer, containsString(part));
  }
}
