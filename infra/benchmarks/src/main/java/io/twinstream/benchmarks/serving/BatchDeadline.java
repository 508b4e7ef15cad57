package io.twinstream.benchmarks.serving;

import io.twinstream.local.RedisServer;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.redis.RedisAddress;
import io.twinstream.stores.redis.RedisStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures how late batches of features and of scores are answered, compared with their deadline,
 * while busy processes run on the same machine.
 */
@Command(name = "batch-deadline", mixinStandardHelpOptions = true)
public final class BatchDeadline implements Callable<Integer> {
  private static final int VIEWS = 25;
  private static final int FEATURES = 50;
  private static final int TREES = 50;
  private static final int TIMEOUT_MILLIS = 120_000;

  @Option(names = "--rows", defaultValue = "1000")
  private int rows;

  @Option(names = "--requests", defaultValue = "200")
  private int requests;

  @Option(names = "--connections", defaultValue = "16")
  private int connections;

  @Option(
      names = "--busy",
      defaultValue = "8",
      description = "The number of busy processes on the machine.")
  private int busy;

  @Option(names = "--deadline-ms", defaultValue = "1000")
  private int deadlineMillis;

  /** A response. */
  private record Answered(int status, double millis) {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new BatchDeadline()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    StateDirectory state = StateDirectory.at(Files.createTempDirectory("twinstream-deadline"));
    List<Process> others = new ArrayList<>();
    try (Supervisor supervisor = new Supervisor(state)) {
      BenchmarkStates data = new BenchmarkStates(VIEWS, state.path());
      Path models = Files.createDirectories(state.path().resolve("models"));
      Files.write(models.resolve("trees.onnx"), ScoreLoad.model(data.definitions(), TREES));
      String redis = RedisServer.start(supervisor).address();
      try (OnlineStore store =
          RedisStore.connect(RedisAddress.parse(redis), Duration.ofSeconds(60))) {
        System.out.println(data.fill(store) + "\n");
      }
      List<String> jvm =
          List.of(
              "-Xmx512m",
              "-XX:+UseParallelGC",
              "-Dtwinstream.scoring.deadline=" + deadlineMillis + "ms",
              "-Dtwinstream.reading.deadline=" + deadlineMillis + "ms");
      try (MeasuredServer served =
          MeasuredServer.start(
              supervisor, "serving", jvm, data.definitions(), redis, "--models=" + models)) {
        ask(served, "/features/batch", 2 * connections);
        ask(served, "/score/batch", 2 * connections);
        for (int i = 0; i < busy; i++) {
          others.add(
              new ProcessBuilder("timeout", "600", "sh", "-c", "while :; do :; done").start());
        }
        System.out.printf(
            "%d rows, %d features, %d connections, deadline %d ms, %d busy processes%n%n"
                + "| what | answers | p50 ms | p90 ms | p99 ms | max ms | after the deadline |%n"
                + "|---|---|---|---|---|---|---|%n",
            rows, FEATURES, connections, deadlineMillis, busy);
        for (String path : List.of("/features/batch", "/score/batch")) {
          print(path, ask(served, path, requests));
        }
      }
    } finally {
      for (Process other : others) {
        other.descendants().forEach(ProcessHandle::destroyForcibly);
        other.destroyForcibly();
      }
      state.delete();
    }
    return 0;
  }

  private void print(String path, List<Answered> answers) {
    double[] millis = answers.stream().mapToDouble(Answered::millis).sorted().toArray();
    Map<Integer, Long> byStatus =
        answers.stream()
            .collect(Collectors.groupingBy(Answered::status, TreeMap::new, Collectors.counting()));
    long late = Arrays.stream(millis).filter(each -> each > deadlineMillis).count();
    System.out.printf(
        "| %s | %s | %.0f | %.0f | %.0f | %.0f | %d |%n",
        path, byStatus, at(millis, 0.5), at(millis, 0.9), at(millis, 0.99), at(millis, 1), late);
  }

  private static double at(double[] sorted, double quantile) {
    return sorted[(int) Math.ceil(quantile * sorted.length) - 1];
  }

  /** Runs closed loops that share this number of requests. */
  private List<Answered> ask(MeasuredServer served, String path, int total)
      throws InterruptedException {
    AtomicInteger left = new AtomicInteger(total);
    Queue<Answered> answers = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      SplittableRandom random = new SplittableRandom(i);
      Thread thread =
          new Thread(
              () -> {
                try (HttpConnection connection = new HttpConnection(served.uri(), TIMEOUT_MILLIS)) {
                  while (left.getAndDecrement() > 0) {
                    byte[] request = request(path, random);
                    long begin = System.nanoTime();
                    int status = connection.exchange(request);
                    answers.add(new Answered(status, (System.nanoTime() - begin) / 1e6));
                  }
                } catch (java.io.IOException e) {
                  answers.add(new Answered(0, Double.POSITIVE_INFINITY));
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return List.copyOf(answers);
  }

  private byte[] request(String path, SplittableRandom random) {
    String asked =
        random
            .ints(rows, 0, BenchmarkStates.ENTITIES)
            .mapToObj(id -> "{\"entities\":{\"card\":\"c" + id + "\"}}")
            .collect(Collectors.joining(",", "\"rows\":[", "]}"));
    String body = "{\"service\":\"" + BenchmarkStates.service(FEATURES) + "\"," + asked;
    return HttpConnection.request("POST", path, body.getBytes(StandardCharsets.UTF_8));
  }
}
