package io.twinstream.benchmarks.serving;

import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.service.CompiledService;
import io.twinstream.local.RedisServer;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.offline.models.ModelCard;
import io.twinstream.offline.models.onnx.OnnxGraph;
import io.twinstream.offline.models.onnx.Tree;
import io.twinstream.offline.models.onnx.TreeEnsemble;
import io.twinstream.stores.OnlineStore;
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
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the latency of scores in an open loop: boosted trees over 50 features of 5 views, with
 * server, Redis and load on the same machine.
 */
@Command(name = "scores", mixinStandardHelpOptions = true)
public final class ScoreLoad implements Callable<Integer> {
  private static final int VIEWS = 25;
  private static final int FEATURES = 50;
  private static final int DIFFERENT_REQUESTS = 500;
  private static final int CONNECTIONS = 16;

  @Option(names = "--rate", defaultValue = "500", description = "Requests per second.")
  private double rate;

  @Option(names = "--seconds", defaultValue = "10", description = "Seconds of each measurement.")
  private double seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "10",
      description = "Seconds of warm-up for each service.")
  private double warmUp;

  @Option(
      names = "--shapes",
      split = ",",
      defaultValue = "entities,event,100",
      description =
          "The requests: one row of entities, one row with an event, or a number of rows.")
  private List<String> shapes;

  @Option(
      names = "--threads",
      split = ",",
      defaultValue = "2,0",
      description = "The numbers of model threads, a server for each; 0 for the store's threads.")
  private List<Integer> threads;

  @Option(names = "--trees", defaultValue = "200", description = "The number of trees, of depth 6.")
  private int trees;

  @Option(names = "--jvm", split = " ", defaultValue = "-Xmx256m -XX:+UseParallelGC")
  private List<String> jvm;

  public static void main(String[] args) {
    System.exit(new CommandLine(new ScoreLoad()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    StateDirectory state = StateDirectory.at(Files.createTempDirectory("twinstream-scores"));
    try (Supervisor supervisor = new Supervisor(state)) {
      BenchmarkStates data = new BenchmarkStates(VIEWS, state.path());
      Path models = Files.createDirectories(state.path().resolve("models"));
      Files.write(models.resolve("trees.onnx"), model(data.definitions(), trees));
      String redis = RedisServer.start(supervisor).address();
      try (OnlineStore store =
          RedisStore.connect(RedisAddress.parse(redis), Duration.ofSeconds(60))) {
        System.out.println(data.fill(store) + ", " + trees + " trees of depth 6\n");
      }
      System.out.println(
          "| row | model threads | req/s | p50 ms | p95 ms | p99 ms | max ms | failed | CPU us/req |"
              + "\n|---|---|---|---|---|---|---|---|---|");
      for (int each : threads) {
        List<String> options = new ArrayList<>(jvm);
        options.add("-Dtwinstream.scoring.threads=" + each);
        options.add("-Dtwinstream.scoring.deadline=5s"); // So that late responses are measured.
        String name = "serving-" + each;
        try (MeasuredServer served =
            MeasuredServer.start(
                supervisor, name, options, data.definitions(), redis, "--models=" + models)) {
          measure(served, each);
        } finally {
          supervisor.stop(name);
        }
      }
    } finally {
      state.delete();
    }
    return 0;
  }

  private void measure(MeasuredServer served, int threads) throws Exception {
    for (String shape : shapes) {
      List<byte[]> requests = requests(shape);
      check(served, requests.get(0));
      double perSecond = shape.matches("\\d+") ? Math.min(rate, 50) : rate;
      Load load = Load.open(served.uri(), requests, CONNECTIONS, perSecond);
      load.run(warmUp);
      long cpu = served.cpuNanos();
      long begin = System.nanoTime();
      Latencies latencies = load.run(seconds);
      double elapsed = (System.nanoTime() - begin) / 1e9;
      double[] millis = latencies.millis(0.5, 0.95, 0.99, 1);
      System.out.printf(
          "| %s | %d | %,.0f | %.2f | %.2f | %.2f | %.1f | %d | %.0f |%n",
          shape.matches("\\d+") ? shape + " rows" : shape,
          threads,
          latencies.size() / elapsed,
          millis[0],
          millis[1],
          millis[2],
          millis[3],
          latencies.failures(),
          (served.cpuNanos() - cpu) / 1e3 / Math.max(1, latencies.size()));
    }
  }

  private static void check(MeasuredServer served, byte[] request) throws IOException {
    try (HttpConnection connection = new HttpConnection(served.uri(), 10_000)) {
      int status = connection.exchange(request);
      String body = connection.body();
      if (status != 200 || !body.contains("\"model\":\"trees\"")) {
        throw new IllegalStateException("answered with " + status + ": " + body);
      }
    }
  }

  private List<byte[]> requests(String shape) {
    SplittableRandom random = new SplittableRandom(1);
    List<byte[]> requests = new ArrayList<>();
    for (int i = 0; i < DIFFERENT_REQUESTS; i++) {
      String card = "c" + random.nextInt(BenchmarkStates.ENTITIES);
      String what =
          switch (shape) {
            case "entities" -> "\"entities\":{\"card\":\"" + card + "\"}}";
            case "event" ->
                "\"event\":{\"id\":\"new-%d\",\"card\":\"%s\",\"at\":\"%s\",\"amount_0\":12.50}}"
                    .formatted(i, card, Instant.now());
            default ->
                random
                    .ints(Integer.parseInt(shape), 0, BenchmarkStates.ENTITIES)
                    .mapToObj(id -> "{\"entities\":{\"card\":\"c" + id + "\"}}")
                    .collect(Collectors.joining(",", "\"rows\":[", "]}"));
          };
      String body = "{\"service\":\"" + BenchmarkStates.service(FEATURES) + "\"," + what;
      String path = shape.matches("\\d+") ? "/score/batch" : "/score";
      requests.add(HttpConnection.request("POST", path, body.getBytes(StandardCharsets.UTF_8)));
    }
    return requests;
  }

  /**
   * Full trees with random splits, because the cost of a model of this size does not depend on its
   * quality.
   */
  static byte[] model(Path definitions, int trees) {
    Project project = Definitions.load(definitions);
    String id = BenchmarkStates.service(FEATURES);
    CompiledService service = CompiledService.of(project, project.service(id));
    ModelCard card =
        new ModelCard(
            "trees", "1", id, service.names(), service.fingerprint(), OptionalDouble.of(0.5));
    SplittableRandom random = new SplittableRandom(1);
    List<Tree> all = new ArrayList<>();
    for (int i = 0; i < trees; i++) {
      all.add(tree(random));
    }
    OnnxGraph graph = new OnnxGraph(FEATURES);
    String sum = graph.doubles(TreeEnsemble.add(graph, all, 0));
    return graph.probability(sum, card.metadata());
  }

  private static Tree tree(SplittableRandom random) {
    int inner = 63;
    int nodes = 2 * inner + 1;
    int[] feature = new int[nodes];
    float[] value = new float[nodes];
    int[] left = new int[nodes];
    int[] right = new int[nodes];
    for (int i = 0; i < nodes; i++) {
      boolean leaf = i >= inner;
      feature[i] = random.nextInt(FEATURES);
      value[i] = (float) (leaf ? random.nextDouble(-0.1, 0.1) : random.nextDouble(0, 500));
      left[i] = leaf ? -1 : 2 * i + 1;
      right[i] = leaf ? -1 : 2 * i + 2;
    }
    return new Tree(feature, value, left, right, new boolean[nodes]);
  }
}
