package io.twinstream.benchmarks.serving;

import io.twinstream.benchmarks.serving.FaultLoad.Outcome;
import io.twinstream.benchmarks.serving.FaultLoad.Sent;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the outcome of requests while Redis has faults of every kind: features with errors,
 * features with the last known states as the fallback, and scores with rules as the fallback. Exit
 * code 1 if a response was malformed, or a load did not recover.
 */
@Command(name = "faults", mixinStandardHelpOptions = true)
public final class Faults implements Callable<Integer> {
  private static final int VIEWS = 5;
  private static final int FEATURES = 50;
  private static final int DIFFERENT_REQUESTS = 200;
  private static final long READING_MILLIS = 200;
  private static final long SCORING_MILLIS = 100;
  private static final int SENTINEL_WAITS = 1_000;

  @Option(names = "--rate", defaultValue = "200", description = "Requests per second of each load.")
  private double rate;

  @Option(
      names = "--after",
      defaultValue = "6",
      description = "Seconds within which the server must recover.")
  private double after;

  @Option(
      names = "--only",
      split = ",",
      description = "Run only faults whose names contain one of these.")
  private List<String> only = List.of("");

  @Option(
      names = "--connections",
      defaultValue = "64",
      description =
          "Connections of each load: more than rate x the longest answer, or requests queue.")
  private int connections;

  @Option(
      names = "--sentinel",
      description =
          "Run only the fault of a Redis server that a sentinel watches and that is killed.")
  private boolean sentinel;

  private final OverBudget overBudget = new OverBudget();
  private final Map<String, Fault> faults = new LinkedHashMap<>();
  private boolean failed;

  /** A fault, and its repair. */
  private record Fault(double seconds, Step begin, Step end) {}

  private interface Step {
    void run() throws Exception;
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new Faults()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    StateDirectory state = StateDirectory.at(Files.createTempDirectory("twinstream-faults"));
    try (Supervisor supervisor = new Supervisor(state)) {
      FaultyRedis redis = new FaultyRedis(supervisor, "redis-faulty");
      FaultyRedis replica = new FaultyRedis(supervisor, "redis-replica");
      try (FaultyProxy proxy = new FaultyProxy(redis.port())) {
        BenchmarkStates data = new BenchmarkStates(VIEWS, state.path());
        define(redis, replica, proxy, data);
        System.out.println(fill(redis, data) + "\n");
        redis.save();
        measure(supervisor, data, sentinel ? watched(supervisor, redis, replica) : proxy.address());
      }
    } finally {
      state.delete();
    }
    return failed ? 1 : 0;
  }

  /** Causes one fault; returns the address at which a sentinel is asked for the primary. */
  private String watched(Supervisor supervisor, FaultyRedis redis, FaultyRedis replica)
      throws Exception {
    faults.clear();
    add(
        "killed; a sentinel that waits " + SENTINEL_WAITS + " ms promotes the replica",
        0,
        redis::kill,
        () -> {});
    replica.follow(redis);
    return SentinelProcess.start(supervisor, redis.port(), SENTINEL_WAITS);
  }

  private static String fill(FaultyRedis redis, BenchmarkStates data) throws Exception {
    RedisAddress address = new RedisAddress("127.0.0.1", redis.port());
    try (OnlineStore store = RedisStore.connect(address, Duration.ofSeconds(60))) {
      return data.fill(store);
    }
  }

  private void define(
      FaultyRedis redis, FaultyRedis replica, FaultyProxy proxy, BenchmarkStates data) {
    add("stopped for 2 s, then started with its data", 2, redis::stop, redis::start);
    add("killed, started 2 s later with its data", 2, redis::kill, redis::start);
    add("hangs for 1 s (SIGSTOP)", 1, () -> redis.pause(true), () -> redis.pause(false));
    add("hangs for 5 s (SIGSTOP)", 5, () -> redis.pause(true), () -> redis.pause(false));
    add("answers 1 s late, for 3 s", 3, () -> proxy.delay(1_000), () -> proxy.delay(0));
    add("answers 150 ms late, for 3 s", 3, () -> proxy.delay(150), () -> proxy.delay(0));
    add("cuts answers in the middle, for 2 s", 2, () -> proxy.cut(true), () -> proxy.cut(false));
    add(
        "memory is full, for 2 s",
        2,
        () -> redis.command("CONFIG SET maxmemory 1"),
        () -> redis.command("CONFIG SET maxmemory 0"));
    add(
        "wants another password, for 2 s",
        2,
        () ->
            redis.command("CONFIG SET requirepass other", "AUTH other", "CLIENT KILL TYPE normal"),
        () -> redis.command("AUTH other", "CONFIG SET requirepass \"\""));
    add(
        "killed, started empty, filled again 2 s later",
        2,
        () -> {
          redis.kill();
          redis.forget();
          redis.start();
        },
        () -> fill(redis, data));
    add("connections are lost unnoticed, for good", 6, proxy::lose, () -> {});
    add(
        "killed, its replica promoted and its name moved 2 s later",
        2,
        () -> {
          replica.follow(redis);
          redis.kill();
        },
        () -> {
          replica.command("REPLICAOF NO ONE");
          proxy.moveTo(replica.port());
        });
  }

  private void add(String name, double seconds, Step begin, Step end) {
    faults.put(name, new Fault(seconds, begin, end));
  }

  private void measure(Supervisor supervisor, BenchmarkStates data, String redis) throws Exception {
    List<String> jvm =
        List.of(
            "-Xmx256m",
            "-XX:+UseParallelGC",
            "-Dtwinstream.reading.deadline=" + READING_MILLIS + "ms",
            "-Dtwinstream.scoring.deadline=" + SCORING_MILLIS + "ms");
    List<String> known = new ArrayList<>(jvm);
    known.add("-Dtwinstream.reading.when-store-fails=last-known");
    Path folder = supervisor.state().path();
    Path models = Files.createDirectories(folder.resolve("models"));
    Files.write(models.resolve("trees.onnx"), ScoreLoad.model(data.definitions(), 50));
    Path scoring = Files.writeString(folder.resolve("scoring.yaml"), scoring());
    try (MeasuredServer tells =
            MeasuredServer.start(
                supervisor,
                "serving-tells",
                jvm,
                data.definitions(),
                redis,
                "--models=" + models,
                "--scoring=" + scoring);
        MeasuredServer knows =
            MeasuredServer.start(supervisor, "serving-knows", known, data.definitions(), redis)) {
      warmUp(loads(tells, knows));
      System.out.println(
          "| Redis | what is asked | requests | fresh | fallback | error | malformed | p50 ms |"
              + " p99 ms | max ms | budget ms | recovery ms |\n|---|---|---|---|---|---|---|---|---|"
              + "---|---|---|");
      for (Map.Entry<String, Fault> fault : faults.entrySet()) {
        if (only.stream().anyMatch(fault.getKey()::contains)) {
          measure(fault.getKey(), fault.getValue(), loads(tells, knows));
        }
      }
      System.out.println("\n" + overBudget);
    }
  }

  private static String scoring() {
    return "scoring:\n  "
        + BenchmarkStates.service(FEATURES)
        + ":\n    models: trees\n    deadline: "
        + SCORING_MILLIS
        + "ms\n    fallback: [{score: 0.1}]\n";
  }

  private List<FaultLoad> loads(MeasuredServer tells, MeasuredServer knows) {
    return List.of(
        new FaultLoad("features, told", READING_MILLIS, tells.uri(), features(), rate, connections),
        new FaultLoad(
            "features, last known", READING_MILLIS, knows.uri(), features(), rate, connections),
        new FaultLoad("scores, rules", SCORING_MILLIS, tells.uri(), scores(), rate, connections));
  }

  private static List<byte[]> features() {
    return cards().stream()
        .map(
            card ->
                HttpConnection.request(
                    "GET",
                    "/features/card/" + card + "?service=" + BenchmarkStates.service(FEATURES),
                    null))
        .toList();
  }

  private static List<byte[]> scores() {
    String body =
        "{\"service\":\"" + BenchmarkStates.service(FEATURES) + "\",\"entities\":{\"card\":\"";
    return cards().stream()
        .map(card -> (body + card + "\"}}").getBytes(StandardCharsets.UTF_8))
        .map(json -> HttpConnection.request("POST", "/score", json))
        .toList();
  }

  private static List<String> cards() {
    return new SplittableRandom(1)
        .ints(DIFFERENT_REQUESTS, 0, BenchmarkStates.ENTITIES)
        .mapToObj(card -> "c" + card)
        .toList();
  }

  private static void warmUp(List<FaultLoad> loads) throws InterruptedException {
    loads.forEach(FaultLoad::start);
    Thread.sleep(10_000);
    for (FaultLoad load : loads) {
      load.stop();
    }
  }

  private void measure(String name, Fault fault, List<FaultLoad> loads) throws Exception {
    loads.forEach(FaultLoad::start);
    Thread.sleep(1_000);
    long begin = System.nanoTime();
    fault.begin().run();
    long rest = (long) (fault.seconds() * 1e9) - (System.nanoTime() - begin);
    Thread.sleep(Math.max(0, rest / 1_000_000));
    fault.end().run();
    long end = System.nanoTime();
    Thread.sleep((long) (after * 1_000));
    for (FaultLoad load : loads) {
      print(name, load, load.stop(), begin, end, fault.seconds() == 0);
    }
  }

  private void print(
      String name, FaultLoad load, List<Sent> all, long begin, long end, boolean toTheLast) {
    List<Sent> during =
        all.stream()
            .filter(each -> each.due() >= begin && (toTheLast || each.due() < end))
            .toList();
    Map<Outcome, Long> by =
        during.stream().collect(Collectors.groupingBy(Sent::outcome, Collectors.counting()));
    long recovered =
        all.stream()
            .filter(each -> each.outcome() != Outcome.FRESH && each.due() >= end)
            .mapToLong(each -> each.answered() - end)
            .max()
            .orElse(0);
    long malformed = all.stream().filter(each -> each.outcome() == Outcome.MALFORMED).count();
    double[] millis = FaultLoad.millis(during, Sent::latency, 0.5, 0.99, 1);
    overBudget.add(name, load, during);
    System.out.printf(
        "| %s | %s | %d | %d | %d | %d | %d | %.1f | %.1f | %.0f | %d | %d |%n",
        name,
        load.name(),
        during.size(),
        by.getOrDefault(Outcome.FRESH, 0L),
        by.getOrDefault(Outcome.FALLBACK, 0L),
        by.getOrDefault(Outcome.ERROR, 0L),
        malformed,
        millis[0],
        millis[1],
        millis[2],
        load.budgetMillis(),
        recovered / 1_000_000);
    if (malformed > 0) {
      System.out.println("malformed: " + load.odd());
    }
    failed |= malformed > 0 || recovered > (after - 0.5) * 1e9;
  }
}
