package io.twinstream.benchmarks;

import io.lettuce.core.RedisClient;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.RedisServer;
import io.twinstream.local.flink.BatchJvm;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.LocalProcess;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.redis.RedisAddress;
import io.twinstream.stores.redis.RedisStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures entities per second with which a rebuild fills an emptied online store from the topic,
 * next to the live job. The states of many entities are computed live, the store is emptied, and
 * the rebuild is timed, including the start of its JVM. In the end every state must be the same as
 * before.
 */
@Command(name = "rebuild", mixinStandardHelpOptions = true)
public final class Rebuild implements Callable<Integer> {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final String VIEW = "spend@1";

  @Option(names = "--entities", defaultValue = "1000000")
  private int entities;

  @Option(names = "--events", defaultValue = "2", description = "The number of events per entity.")
  private int events;

  @Option(names = "--partitions", defaultValue = "2")
  private int partitions;

  @Option(names = "--parallelism", defaultValue = "2")
  private int parallelism;

  @Option(names = "--heap", defaultValue = "3g", description = "The heap of the jobs' JVMs.")
  private String heap;

  @Option(
      names = "--limit",
      defaultValue = "900",
      description = "The time limit of a step in seconds.")
  private int limit;

  private final Installation installation = Installation.find();
  private final Path definitions =
      installation.home().resolve("infra/benchmarks/definitions/throughput.yaml");

  public static void main(String[] args) {
    System.exit(new CommandLine(new Rebuild()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    StateDirectory state = StateDirectory.at(Files.createTempDirectory("twinstream-rebuild"));
    try (Supervisor supervisor = new Supervisor(state)) {
      KafkaBroker broker = KafkaBroker.start(supervisor, installation);
      BenchView view = new BenchView(definitions.toString(), VIEW);
      broker.createTopic(view.source().topic(), partitions, Map.of("retention.ms", "-1"));
      fill(broker, view);
      String redis = RedisServer.start(supervisor).address();
      try (OnlineStore store = RedisStore.connect(RedisAddress.parse(redis), DEADLINE)) {
        return run(supervisor, broker, view, redis, store) ? 0 : 1;
      }
    } finally {
      state.delete();
    }
  }

  private void fill(KafkaBroker broker, BenchView view) throws Exception {
    PaymentLoad load = new PaymentLoad(entities, 0, 1);
    long begin = 1_700_000_000_000L;
    try (LoadTopic topic =
        new LoadTopic(broker.bootstrapServers(), view.source().topic(), partitions, 20)) {
      long number = 0;
      for (int round = 0; round < events; round++) {
        for (int entity = 0; entity < entities; entity++, number++) {
          long ts = begin + number / 10;
          topic.send((int) (number % partitions), ts, load.payment(number, "u" + entity, ts));
        }
      }
      for (int partition = 0; partition < partitions; partition++) {
        long ts = begin + number / 10;
        String mark = LoadTopic.mark("done", partition);
        topic.send(partition, ts, load.payment(number, mark, ts));
      }
    }
    System.out.printf("%,d events of %,d entities%n", (long) entities * events, entities);
  }

  private boolean run(
      Supervisor supervisor, KafkaBroker broker, BenchView view, String redis, OnlineStore store)
      throws Exception {
    LocalProcess live = live(supervisor, broker, redis);
    await(live, () -> isLive(store, view), "the live job to read everything");
    Generation generation =
        Await.within(DEADLINE, store.generations().pointer(view.key())).orElseThrow();
    Map<String, Integer> before = states(store, generation);
    flushAll(redis);
    await(
        live,
        () -> Await.within(DEADLINE, store.losses().lostAt(generation)).isPresent(),
        "the live job to detect the loss");
    long start = System.nanoTime();
    LocalProcess rebuild = rebuild(supervisor, broker, redis);
    int code = rebuild.await();
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.print(Files.readString(rebuild.log()));
    boolean same = code == 0 && states(store, generation).equals(before);
    System.out.printf(
        "%,d states in %.1f s, %,.0f a second, the JVM's start included; %s%n",
        before.size(), seconds, before.size() / seconds, same ? "all equal" : "NOT EQUAL");
    return same;
  }

  private LocalProcess live(Supervisor supervisor, KafkaBroker broker, String redis) {
    List<String> arguments = new ArrayList<>(common(broker, redis));
    arguments.add("--checkpoints=" + supervisor.state().folder("checkpoints"));
    return supervisor.start(
        "live",
        installation.java(
            supervisor.state().temporary(),
            "pipelines",
            List.of("-Xmx" + heap, "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"),
            "io.twinstream.pipelines.stream.StreamJob",
            arguments));
  }

  private LocalProcess rebuild(Supervisor supervisor, KafkaBroker broker, String redis) {
    return supervisor.start(
        "rebuild",
        installation.java(
            supervisor.state().temporary(),
            "pipelines",
            BatchJvm.options(heap),
            "io.twinstream.pipelines.rebuild.RebuildJob",
            common(broker, redis)));
  }

  private List<String> common(KafkaBroker broker, String redis) {
    return List.of(
        "--definitions=" + definitions,
        "--bootstrap-servers=" + broker.bootstrapServers(),
        "--redis=" + redis,
        "--flinkMaster=[local]",
        "--parallelism=" + parallelism);
  }

  private boolean isLive(OnlineStore store, BenchView view) {
    Optional<Generation> generation =
        Await.within(DEADLINE, store.generations().pointer(view.key()));
    if (generation.isEmpty()) {
      return false;
    }
    List<StateKey> marks = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      marks.add(new StateKey(generation.get(), LoadTopic.mark("done", partition)));
    }
    return Await.within(DEADLINE, store.states().read(marks)).stream()
        .allMatch(found -> found != null);
  }

  /** Hashes of the states' bytes. */
  private static Map<String, Integer> states(OnlineStore store, Generation generation) {
    Map<String, Integer> states = new HashMap<>();
    store
        .states()
        .scan(generation, (entity, state) -> states.put(entity, Arrays.hashCode(state.bytes())));
    return states;
  }

  private static void flushAll(String redis) {
    RedisClient client = RedisClient.create("redis://" + redis);
    try (var connection = client.connect()) {
      connection.sync().flushall();
    } finally {
      client.shutdown();
    }
  }

  private void await(LocalProcess process, BooleanSupplier condition, String what)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(limit).toNanos();
    while (!condition.getAsBoolean()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("timed out while waiting for " + what + process.logEnd());
      }
      Thread.sleep(100);
    }
  }
}
