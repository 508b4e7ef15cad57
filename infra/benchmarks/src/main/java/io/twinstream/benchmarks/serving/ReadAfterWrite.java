package io.twinstream.benchmarks.serving;

import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.service.CompiledService;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.RedisServer;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.LocalProcess;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.offline.models.ModelCard;
import io.twinstream.offline.models.onnx.OnnxGraph;
import io.twinstream.stores.Await;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import io.twinstream.stores.redis.RedisAddress;
import io.twinstream.stores.redis.RedisStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the time from a push over HTTP until a score includes the event: through the brokers,
 * the live job and Redis, under a steady load of other events. One event of a new entity at a time.
 */
@Command(name = "read-after-write", mixinStandardHelpOptions = true)
public final class ReadAfterWrite implements Callable<Integer> {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final int PARTITIONS = 2;
  private static final int DIFFERENT_EVENTS = 1_000;
  private static final String KEY = "X-Api-Key: benchmark";
  private static final String SERVICES = "\nservices:\n  spending@1: {features: [spend.*]}\n";

  @Option(names = "--rate", defaultValue = "500", description = "Other events per second.")
  private double rate;

  @Option(names = "--warm-up", defaultValue = "20", description = "Seconds before measuring.")
  private double warmUp;

  @Option(names = "--probes", defaultValue = "200")
  private int probes;

  private final Installation installation = Installation.find();

  public static void main(String[] args) {
    System.exit(new CommandLine(new ReadAfterWrite()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    StateDirectory state = StateDirectory.at(Files.createTempDirectory("twinstream-raw"));
    try (Supervisor supervisor = new Supervisor(state)) {
      Path definitions = definitions(state.path());
      Path models = Files.createDirectories(state.path().resolve("models"));
      Files.write(models.resolve("seen.onnx"), model(definitions));
      KafkaBroker broker = KafkaBroker.start(supervisor, installation);
      broker.createTopic("payments", PARTITIONS, Map.of("message.timestamp.type", "LogAppendTime"));
      String redis = RedisServer.start(supervisor).address();
      LocalProcess job = job(supervisor, broker, redis, definitions);
      try (OnlineStore store = RedisStore.connect(RedisAddress.parse(redis), DEADLINE)) {
        ViewKey view = new ViewKey("bench", "spend@1");
        job.awaitReady(
            () -> Await.within(DEADLINE, store.generations().pointer(view)).isPresent(),
            Duration.ofMinutes(2));
      }
      List<String> jvm =
          List.of(
              "-Xmx256m",
              "-XX:+UseParallelGC",
              "-Dtwinstream.keys.benchmark.secret=benchmark",
              "-Dtwinstream.keys.benchmark.role=write");
      try (MeasuredServer served =
          MeasuredServer.start(
              supervisor,
              "serving",
              jvm,
              definitions,
              redis,
              "--models=" + models,
              "--kafka=" + broker.bootstrapServers())) {
        measure(served);
      }
    } finally {
      state.delete();
    }
    return 0;
  }

  private Path definitions(Path folder) throws IOException {
    Path written = installation.home().resolve("infra/benchmarks/definitions/throughput.yaml");
    return Files.writeString(
        folder.resolve("definitions.yaml"), Files.readString(written) + SERVICES);
  }

  /** A model that scores above one half if there were events in the last five minutes. */
  private static byte[] model(Path definitions) {
    Project project = Definitions.load(definitions);
    CompiledService service = CompiledService.of(project, project.service("spending@1"));
    ModelCard card =
        new ModelCard(
            "seen",
            "1",
            "spending@1",
            service.names(),
            service.fingerprint(),
            OptionalDouble.of(0.5));
    int features = service.names().size();
    double[] weights = new double[features];
    weights[service.names().indexOf("count_5m")] = 10;
    OnnxGraph graph = new OnnxGraph(features);
    return graph.probability(graph.linear(new double[features], weights, -5), card.metadata());
  }

  private LocalProcess job(
      Supervisor supervisor, KafkaBroker broker, String redis, Path definitions) {
    List<String> arguments =
        List.of(
            "--definitions=" + definitions,
            "--bootstrap-servers=" + broker.bootstrapServers(),
            "--redis=" + redis,
            "--checkpoints=" + supervisor.state().folder("checkpoints"),
            "--flinkMaster=[local]",
            "--parallelism=2");
    List<String> jvm = List.of("-Xmx2g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    return supervisor.start(
        "job",
        installation.java(
            supervisor.state().temporary(),
            "pipelines",
            jvm,
            "io.twinstream.pipelines.stream.StreamJob",
            arguments));
  }

  private void measure(MeasuredServer served) throws Exception {
    List<byte[]> others = new ArrayList<>();
    for (int i = 0; i < DIFFERENT_EVENTS; i++) {
      others.add(push("other-" + i, "u" + i));
    }
    Latencies background = new Latencies();
    AtomicBoolean more = new AtomicBoolean(true);
    Thread sender =
        new Thread(
            () -> {
              try {
                while (more.get()) {
                  background.addAll(Load.open(served.uri(), others, 8, rate).run(1));
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "others");
    sender.setDaemon(true);
    sender.start();
    long begin = System.nanoTime();
    Thread.sleep((long) (warmUp * 1_000));
    Latencies acknowledged = new Latencies();
    Latencies scored = new Latencies();
    try (HttpConnection connection = new HttpConnection(served.uri(), 10_000)) {
      for (int i = 0; i < probes; i++) {
        probe(connection, "probe-" + i, acknowledged, scored);
      }
    }
    more.set(false);
    sender.join();
    double elapsed = (System.nanoTime() - begin) / 1e9;
    double[] a = acknowledged.millis(0.5, 0.95, 0.99, 1);
    double[] s = scored.millis(0.5, 0.95, 0.99, 1);
    System.out.printf(
        "%d probes with %,.0f other events/s, of which %d failed; ms%n",
        probes, background.size() / elapsed, background.failures());
    System.out.println("| from the push to | p50 | p95 | p99 | max |\n|---|---|---|---|---|");
    System.out.printf(
        "| its acknowledgement | %.1f | %.1f | %.1f | %.1f |%n", a[0], a[1], a[2], a[3]);
    System.out.printf(
        "| a score that includes it | %.1f | %.1f | %.1f | %.1f |%n", s[0], s[1], s[2], s[3]);
  }

  private static void probe(
      HttpConnection connection, String user, Latencies acknowledged, Latencies scored)
      throws IOException {
    String body = "{\"service\":\"spending@1\",\"entities\":{\"user\":\"" + user + "\"}}";
    byte[] score =
        HttpConnection.request("POST", "/score", body.getBytes(StandardCharsets.UTF_8), KEY);
    byte[] push = push("id-" + user, user);
    long begin = System.nanoTime();
    require(connection, push);
    acknowledged.add(System.nanoTime() - begin);
    do {
      require(connection, score);
    } while (connection.body().contains("\"decision\":\"negative\""));
    scored.add(System.nanoTime() - begin);
  }

  private static void require(HttpConnection connection, byte[] request) throws IOException {
    int status = connection.exchange(request);
    if (status != 200) {
      throw new IllegalStateException("answered with " + status + ": " + connection.body());
    }
  }

  private static byte[] push(String id, String user) {
    String event =
        """
        {"id":"%s","user":"%s","merchant":"m","amount":12.50,"currency":"EUR","device":"d","time":"%s"}"""
            .formatted(id, user, Instant.now());
    return HttpConnection.request(
        "POST", "/push/payments", event.getBytes(StandardCharsets.UTF_8), KEY);
  }
}
