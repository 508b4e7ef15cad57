package io.twinstream.benchmarks;

import io.twinstream.local.KafkaBroker;
import io.twinstream.local.RedisServer;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.LocalProcess;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.redis.RedisAddress;
import io.twinstream.stores.redis.RedisStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the time from handing an event to the producer until its entity is in Redis, under a
 * steady load. Probes are events of their own entities, one every few milliseconds; Redis is polled
 * for them continuously.
 */
@Command(name = "freshness", mixinStandardHelpOptions = true)
public final class Freshness implements Callable<Integer> {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final String VIEW = "spend@1";
  private static final int PROBE_EVERY_MILLIS = 20;

  @Option(names = "--rate", defaultValue = "10000", description = "Events per second.")
  private int rate;

  @Option(names = "--entities", defaultValue = "100000")
  private int entities;

  @Option(
      names = "--definitions",
      defaultValue = "throughput",
      description = "The file of infra/benchmarks/definitions, without its ending.")
  private String definitionsName;

  @Option(names = "--partitions", defaultValue = "2")
  private int partitions;

  @Option(names = "--parallelism", defaultValue = "2")
  private int parallelism;

  @Option(names = "--warm-up", defaultValue = "30", description = "Seconds before measuring.")
  private int warmUp;

  @Option(names = "--seconds", defaultValue = "60", description = "Seconds to measure.")
  private int seconds;

  @Option(
      names = "--linger",
      defaultValue = "0",
      description = "Milliseconds for which the producer collects records for a request.")
  private int linger;

  @Option(names = "--job-option", description = "An additional option of the live job; repeatable.")
  private List<String> jobOptions = new ArrayList<>();

  @Option(
      names = "--jvm-option",
      description = "An additional option of the job's JVM; repeatable.")
  private List<String> jvmOptions = new ArrayList<>();

  private final Installation installation = Installation.find();
  private final Queue<Probe> underWay = new ConcurrentLinkedQueue<>();
  private final List<Long> latencies = new ArrayList<>();
  private volatile boolean sending = true;
  private volatile boolean measuring;

  private record Probe(String entity, long sentNanos, boolean counts) {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new Freshness()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Path definitions =
        installation.home().resolve("infra/benchmarks/definitions/" + definitionsName + ".yaml");
    BenchView view = new BenchView(definitions.toString(), VIEW);
    StateDirectory state = StateDirectory.at(Files.createTempDirectory("twinstream-freshness"));
    try (Supervisor supervisor = new Supervisor(state)) {
      KafkaBroker broker = KafkaBroker.start(supervisor, installation);
      RedisServer redis = RedisServer.start(supervisor);
      broker.createTopic(
          view.source().topic(),
          partitions,
          Map.of("retention.ms", "-1", "message.timestamp.type", "LogAppendTime"));
      LocalProcess job = start(supervisor, broker, redis, definitions);
      try (OnlineStore store = RedisStore.connect(RedisAddress.parse(redis.address()), DEADLINE)) {
        measure(job, broker, store, view);
      }
    } finally {
      state.delete();
    }
    report();
    return 0;
  }

  private LocalProcess start(
      Supervisor supervisor, KafkaBroker broker, RedisServer redis, Path definitions) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--definitions=" + definitions,
                "--bootstrap-servers=" + broker.bootstrapServers(),
                "--redis=" + redis.address(),
                "--checkpoints=" + supervisor.state().folder("checkpoints"),
                "--flinkMaster=[local]",
                "--parallelism=" + parallelism));
    arguments.addAll(jobOptions);
    List<String> jvm = new ArrayList<>(List.of("-Xms2g", "-Xmx2g"));
    jvm.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    jvm.addAll(jvmOptions);
    return supervisor.start(
        "job",
        installation.java(
            supervisor.state().temporary(),
            "pipelines",
            jvm,
            "io.twinstream.pipelines.stream.StreamJob",
            arguments));
  }

  private void measure(LocalProcess job, KafkaBroker broker, OnlineStore store, BenchView view)
      throws Exception {
    Thread sender = new Thread(() -> send(broker, view), "sender");
    sender.start();
    try {
      job.awaitReady(() -> pointed(store, view).isPresent(), Duration.ofSeconds(120));
      Generation generation = pointed(store, view).orElseThrow();
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < Duration.ofSeconds(warmUp + seconds).toNanos()) {
        measuring = System.nanoTime() - begin > Duration.ofSeconds(warmUp).toNanos();
        look(store, generation);
        if (!job.isAlive()) {
          throw new IllegalStateException("the job ended unexpectedly" + job.logEnd());
        }
      }
    } finally {
      sending = false;
      sender.join();
    }
  }

  private static Optional<Generation> pointed(OnlineStore store, BenchView view) {
    return Await.within(DEADLINE, store.generations().pointer(view.key()));
  }

  private void send(KafkaBroker broker, BenchView view) {
    PaymentLoad load = new PaymentLoad(entities, 0, 1);
    try (LoadTopic topic =
        new LoadTopic(broker.bootstrapServers(), view.source().topic(), partitions, linger)) {
      long begin = System.nanoTime();
      long number = 0;
      long probed = 0;
      while (sending) {
        long elapsed = (System.nanoTime() - begin) / 1_000;
        for (; number < elapsed * rate / 1_000_000; number++) {
          long ts = System.currentTimeMillis();
          topic.send((int) (number % partitions), null, load.payment(number, load.user(), ts));
        }
        if (elapsed / 1_000 / PROBE_EVERY_MILLIS >= probed) {
          String entity = "probe-" + probed;
          byte[] payload = load.payment(number, entity, System.currentTimeMillis());
          underWay.add(new Probe(entity, System.nanoTime(), measuring));
          topic.send((int) (probed % partitions), null, payload);
          probed++;
        }
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(OnlineStore store, Generation generation) throws InterruptedException {
    List<Probe> asked = new ArrayList<>(underWay);
    List<StateKey> keys =
        asked.stream().map(probe -> new StateKey(generation, probe.entity)).toList();
    if (keys.isEmpty()) {
      Thread.sleep(1);
      return;
    }
    Iterator<StoredState> found = Await.within(DEADLINE, store.states().read(keys)).iterator();
    long now = System.nanoTime();
    for (Probe probe : asked) {
      if (found.next() != null) {
        underWay.remove(probe);
        if (probe.counts) {
          latencies.add(now - probe.sentNanos);
        }
      }
    }
    Thread.sleep(1);
  }

  private void report() {
    long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
    long lost = underWay.stream().filter(Probe::counts).count();
    System.out.printf(
        "%d probes at %,d events/s on %d partitions, %d subtasks: p50 %.0f, p95 %.0f, "
            + "p99 %.0f, max %.0f ms; %d not seen at the end%n",
        sorted.length,
        rate,
        partitions,
        parallelism,
        millis(sorted, 0.5),
        millis(sorted, 0.95),
        millis(sorted, 0.99),
        millis(sorted, 1),
        lost);
  }

  /** The smallest latency that at least this share of the samples does not exceed. */
  private static double millis(long[] sorted, double share) {
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, index)] / 1e6;
  }
}
