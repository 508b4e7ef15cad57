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
import io.twinstream.stores.redis.RedisAddress;
import io.twinstream.stores.redis.RedisStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures events per second from Kafka to Redis: a topic is filled, a job reads it from the
 * beginning, and the time from a tenth of it to its end is measured, as seen in Redis. The live job
 * and the hand-written one run one after the other on the same topic.
 */
@Command(name = "throughput", mixinStandardHelpOptions = true)
public final class Throughput implements Callable<Integer> {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final String VIEW = "spend@1";

  @Option(names = "--events", defaultValue = "3000000")
  private long events;

  @Option(names = "--entities", defaultValue = "100000")
  private int entities;

  @Option(
      names = "--zipf",
      defaultValue = "0",
      description = "The exponent of the Zipf distribution of keys; 0 for a uniform one.")
  private double zipf;

  @Option(
      names = "--definitions",
      defaultValue = "throughput",
      description = "The file of infra/benchmarks/definitions, without its ending.")
  private String definitionsName;

  @Option(
      names = "--log-append-time",
      description = "The broker sets timestamps; the definitions must accept events of long ago.")
  private boolean logAppendTime;

  @Option(names = "--partitions", defaultValue = "2")
  private int partitions;

  @Option(names = "--parallelism", defaultValue = "2")
  private int parallelism;

  @Option(
      names = "--jobs",
      split = ",",
      defaultValue = "beam,hand",
      description = "The jobs to run, in this order.")
  private List<String> jobs;

  @Option(names = "--event-time-rate", defaultValue = "10000", description = "Events per second.")
  private int eventTimeRate;

  @Option(
      names = "--logs",
      description = "The live job writes its logs: the archive and as_served.")
  private boolean logs;

  @Option(names = "--heap", defaultValue = "3g", description = "The heap of the job's JVM.")
  private String heap;

  @Option(names = "--jvm", split = " ", description = "Additional options of the job's JVM.")
  private List<String> jvm = new ArrayList<>();

  @Option(names = "--job-option", description = "An additional option of the live job; repeatable.")
  private List<String> jobOptions = new ArrayList<>();

  @Option(
      names = "--limit",
      defaultValue = "900",
      description = "The time limit of a run in seconds.")
  private int limit;

  private final Installation installation = Installation.find();
  private Path definitions;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Throughput()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    definitions =
        installation.home().resolve("infra/benchmarks/definitions/" + definitionsName + ".yaml");
    StateDirectory state = StateDirectory.at(Files.createTempDirectory("twinstream-throughput"));
    try (Supervisor supervisor = new Supervisor(state)) {
      KafkaBroker broker = KafkaBroker.start(supervisor, installation);
      BenchView view = new BenchView(definitions.toString(), VIEW);
      String timestamps = logAppendTime ? "LogAppendTime" : "CreateTime";
      broker.createTopic(
          view.source().topic(),
          partitions,
          Map.of("retention.ms", "-1", "message.timestamp.type", timestamps));
      PaymentLoad load = new PaymentLoad(entities, zipf, 1);
      try (LoadTopic topic =
          new LoadTopic(broker.bootstrapServers(), view.source().topic(), partitions, 20)) {
        long bytes = topic.fill(load, events, 1_700_000_000_000L, eventTimeRate);
        System.out.printf(
            "%,d events of %d B on %d partitions%n", events, bytes / events, partitions);
      }
      for (String job : jobs) {
        System.out.println(job + " " + run(supervisor, broker, view, job));
      }
    } finally {
      state.delete();
    }
    return 0;
  }

  private String run(Supervisor supervisor, KafkaBroker broker, BenchView view, String job)
      throws InterruptedException {
    RedisServer redis = RedisServer.start(supervisor);
    String address = redis.address();
    try (OnlineStore store = RedisStore.connect(RedisAddress.parse(address), DEADLINE)) {
      LocalProcess process =
          job.equals("hand")
              ? hand(supervisor, broker, view, store, address)
              : beam(supervisor, broker, address);
      long begun = await(process, store, view, "warm");
      Duration cpuBefore = cpu(process);
      long done = await(process, store, view, "done");
      Duration cpu = cpu(process).minus(cpuBefore);
      supervisor.stop(process.name());
      return "%,.0f events/s, %.1f us of the job's CPU per event"
          .formatted(events * 0.9 / ((done - begun) / 1e9), cpu.toNanos() / 1e3 / (events * 0.9));
    } finally {
      supervisor.stop(RedisServer.NAME);
    }
  }

  private LocalProcess beam(Supervisor supervisor, KafkaBroker broker, String redis) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--definitions=" + definitions,
                "--bootstrap-servers=" + broker.bootstrapServers(),
                "--redis=" + redis,
                "--checkpoints=" + supervisor.state().folder("checkpoints-beam"),
                "--flinkMaster=[local]",
                "--parallelism=" + parallelism));
    if (logs) {
      arguments.add("--output=" + supervisor.state().folder("output"));
      arguments.add("--as-served");
    }
    arguments.addAll(jobOptions);
    return supervisor.start(
        "beam",
        installation.java(
            supervisor.state().temporary(),
            "pipelines",
            options(),
            "io.twinstream.pipelines.stream.StreamJob",
            arguments));
  }

  private LocalProcess hand(
      Supervisor supervisor, KafkaBroker broker, BenchView view, OnlineStore store, String redis) {
    String fingerprint = view.compiled().fingerprintText();
    Generation generation =
        Await.within(DEADLINE, store.generations().begin(view.key(), fingerprint, Long.MIN_VALUE));
    Await.within(DEADLINE, store.generations().point(Optional.empty(), generation));
    return supervisor.start(
        "hand",
        installation.java(
            supervisor.state().temporary(),
            "infra/benchmarks",
            options(),
            HandWrittenJob.class.getName(),
            List.of(
                "--definitions=" + definitions,
                "--view=" + VIEW,
                "--bootstrap-servers=" + broker.bootstrapServers(),
                "--redis=" + redis,
                "--generation=" + generation.number(),
                "--checkpoints=" + supervisor.state().folder("checkpoints-hand").toUri(),
                "--parallelism=" + parallelism)));
  }

  private List<String> options() {
    List<String> options =
        new ArrayList<>(
            List.of("-Xms" + heap, "-Xmx" + heap, "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
    options.addAll(jvm);
    return options;
  }

  /** The CPU time of the job's JVM so far, over all cores. */
  private static Duration cpu(LocalProcess process) {
    return ProcessHandle.of(process.pid())
        .flatMap(handle -> handle.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  /** The instant, in nanoseconds, at which the marks of all partitions are in the store. */
  private long await(LocalProcess process, OnlineStore store, BenchView view, String what)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(limit).toNanos();
    while (System.nanoTime() < deadline) {
      // Readers follow the newest one only when its job has caught up.
      List<Generation> begun = Await.within(DEADLINE, store.generations().list(view.key()));
      if (!begun.isEmpty() && marked(store, begun.get(begun.size() - 1), what)) {
        return System.nanoTime();
      }
      if (!process.isAlive()) {
        throw new IllegalStateException(process.name() + " ended" + process.logEnd());
      }
      Thread.sleep(20);
    }
    throw new IllegalStateException(
        "no '" + what + "' marks within " + limit + " s" + process.logEnd());
  }

  private boolean marked(OnlineStore store, Generation generation, String what) {
    List<StateKey> keys = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      keys.add(new StateKey(generation, LoadTopic.mark(what, partition)));
    }
    return Await.within(DEADLINE, store.states().read(keys)).stream()
        .allMatch(found -> found != null);
  }
}
