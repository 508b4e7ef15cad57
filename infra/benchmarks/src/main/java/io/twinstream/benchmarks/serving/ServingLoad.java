package io.twinstream.benchmarks.serving;

import io.twinstream.local.RedisServer;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.redis.RedisAddress;
import io.twinstream.stores.redis.RedisStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures requests per second and latency of the server, with Redis and load on the same machine.
 * One line per shape and load. On a shared machine, CPU and heap per request say more than the
 * rate.
 */
@Command(name = "serving", mixinStandardHelpOptions = true)
public final class ServingLoad implements Callable<Integer> {
  private static final int DIFFERENT_REQUESTS = 500;
  private static final int OPEN_CONNECTIONS = 16;

  /**
   * Requests per second of Feast's Java feature server 0.66. Measured separately, on 2026-11-20 on
   * a machine of 2 cores that it shared with its Redis and its load, and not by this class: the
   * ratios are only meaningful on such a machine.
   */
  private static final Map<String, Double> FEAST =
      Map.of(
          "1x50 1 connection", 2_629.0,
          "1x50 4 connections", 3_722.0,
          "1x250 4 connections", 1_809.0,
          "10x50 4 connections", 945.0,
          "100x50 4 connections", 140.0);

  @Option(
      names = "--views",
      split = ",",
      defaultValue = "25,5",
      description = "The numbers of views that have the 250 features; a table for each.")
  private List<Integer> layouts;

  @Option(
      names = "--shapes",
      split = ",",
      defaultValue = "1x50,1x250,10x50,100x50",
      description = "ROWSxFEATURES; c for an answer in columns, l for a list of names.")
  private List<String> shapes;

  @Option(names = "--connections", split = ",", defaultValue = "1,4,16")
  private List<Integer> connections;

  @Option(
      names = "--rates",
      split = ",",
      defaultValue = "100,1000,5000",
      description = "Request rates of the open loop, if the closed loop reaches them; 0 for none.")
  private List<Double> rates;

  @Option(names = "--seconds", defaultValue = "5", description = "Seconds of each measurement.")
  private double seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "8",
      description = "Seconds of warm-up for each shape.")
  private double warmUp;

  @Option(
      names = "--header",
      paramLabel = "NAME: VALUE",
      description = "A header of every request.")
  private List<String> headers = List.of();

  @Option(names = "--jvm", split = " ", defaultValue = "-Xmx256m -XX:+UseParallelGC")
  private List<String> jvm;

  public static void main(String[] args) {
    System.exit(new CommandLine(new ServingLoad()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    for (int views : layouts) {
      measure(views);
    }
    return 0;
  }

  private void measure(int views) throws Exception {
    StateDirectory state = StateDirectory.at(Files.createTempDirectory("twinstream-serving"));
    try (Supervisor supervisor = new Supervisor(state)) {
      BenchmarkStates data = new BenchmarkStates(views, state.path());
      RedisServer redis = RedisServer.start(supervisor);
      try (OnlineStore store =
          RedisStore.connect(RedisAddress.parse(redis.address()), Duration.ofSeconds(60))) {
        System.out.println(data.fill(store) + "\n");
      }
      try (MeasuredServer served =
          MeasuredServer.start(supervisor, "serving", jvm, data.definitions(), redis.address())) {
        System.out.println(
            "| shape | load | req/s | to Feast, measured apart | p50 ms | p99 ms | max ms | failed | CPU"
                + " us/req | Redis us/req | B/req |\n|---|---|---|---|---|---|---|---|---|---|---|");
        for (String shape : shapes) {
          measure(served, redis, shape, views);
        }
        System.out.println();
      }
    } finally {
      state.delete();
    }
  }

  private void measure(MeasuredServer served, RedisServer redis, String shape, int views)
      throws Exception {
    List<byte[]> requests = requests(shape, views);
    check(served, requests.get(0), shape);
    Load.closed(served.uri(), requests, 4).run(warmUp);
    double fastest = 0;
    for (int each : connections) {
      String load = each + (each == 1 ? " connection" : " connections");
      Load closed = Load.closed(served.uri(), requests, each);
      fastest = Math.max(fastest, line(served, redis, shape, load, closed));
    }
    for (double rate : rates) {
      String load = "%,.0f/s".formatted(rate);
      if (rate > 0 && rate < fastest) {
        line(served, redis, shape, load, Load.open(served.uri(), requests, OPEN_CONNECTIONS, rate));
      } else if (rate > 0) {
        System.out.printf("| %s | %s | not reached%s%n", shape, load, " |".repeat(9));
      }
    }
  }

  private static void check(MeasuredServer served, byte[] request, String shape) throws Exception {
    try (HttpConnection connection = new HttpConnection(served.uri(), 10_000)) {
      int status = connection.exchange(request);
      String body = connection.body();
      if (status != 200 || !body.contains("PRESENT") || !body.contains("\"v00_a0_sum_1h\":")) {
        throw new IllegalStateException(shape + " is answered with " + status + ": " + body);
      }
    }
  }

  /** Measures and prints a line; returns requests per second. */
  private double line(
      MeasuredServer served, RedisServer redis, String shape, String name, Load load)
      throws Exception {
    long cpu = served.cpuNanos();
    long redisCpu = cpuNanos(redis);
    long allocated = served.allocatedBytes();
    long begin = System.nanoTime();
    Latencies latencies = load.run(seconds);
    double elapsed = (System.nanoTime() - begin) / 1e9;
    int n = Math.max(1, latencies.size());
    double rate = latencies.size() / elapsed;
    double[] millis = latencies.millis(0.5, 0.99, 1);
    Double feast = FEAST.get(shape + " " + name);
    System.out.printf(
        "| %s | %s | %,.0f | %s | %.2f | %.2f | %.1f | %d | %.0f | %.0f | %,d |%n",
        shape,
        name,
        rate,
        feast == null ? "" : "%.1f".formatted(rate / feast),
        millis[0],
        millis[1],
        millis[2],
        latencies.failures(),
        (served.cpuNanos() - cpu) / 1e3 / n,
        (cpuNanos(redis) - redisCpu) / 1e3 / n,
        (served.allocatedBytes() - allocated) / n);
    return rate;
  }

  /** In steps of 10 ms. */
  private static long cpuNanos(RedisServer redis) {
    return ProcessHandle.of(redis.process().pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .map(Duration::toNanos)
        .orElse(0L);
  }

  /** Requests of a shape, for random entities. */
  private List<byte[]> requests(String shape, int views) {
    String[] parts = shape.replaceAll("[cl]", "").split("x", 2);
    int rows = Integer.parseInt(parts[0]);
    int features = Integer.parseInt(parts[1]);
    SplittableRandom random = new SplittableRandom(rows);
    List<byte[]> requests = new ArrayList<>();
    for (int i = 0; i < DIFFERENT_REQUESTS; i++) {
      String what =
          shape.endsWith("l")
              ? "\"features\":" + list(features, views)
              : "\"service\":\"" + BenchmarkStates.service(features) + "\"";
      List<String> ids =
          random.ints(rows, 0, BenchmarkStates.ENTITIES).mapToObj(id -> "\"c" + id + "\"").toList();
      if (rows == 1) {
        String body = "{" + what + ",\"entities\":{\"card\":" + ids.get(0) + "}}";
        requests.add(HttpConnection.request("POST", "/features/online", bytes(body), headers()));
      } else {
        String each =
            ids.stream()
                .map(id -> "{\"entities\":{\"card\":" + id + "}}")
                .collect(Collectors.joining(","));
        String accept =
            shape.endsWith("c")
                ? "Accept: application/vnd.twinstream.columns+json"
                : "Accept: application/json";
        String body = "{" + what + ",\"rows\":[" + each + "]}";
        requests.add(
            HttpConnection.request("POST", "/features/batch", bytes(body), headers(accept)));
      }
    }
    return requests;
  }

  private String[] headers(String... more) {
    return Stream.concat(headers.stream(), Stream.of(more)).toArray(String[]::new);
  }

  private static String list(int features, int views) {
    int perView = 250 / views;
    String[] functions = {"sum", "mean", "min", "max", "stddev"};
    return IntStream.range(0, features)
        .mapToObj(
            i ->
                "\"v%02d_a%d_%s_%s\""
                    .formatted(
                        i / perView,
                        i % perView / 10,
                        functions[i % 10 / 2],
                        i % 2 == 0 ? "1h" : "24h"))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
