package io.twinstream.local;

import io.twinstream.local.flink.FlinkCluster;
import io.twinstream.local.flink.FlinkConfiguration;
import io.twinstream.local.flink.ZooKeeper;
import io.twinstream.local.process.ClusterSize;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StackPorts;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A Kafka broker, a Redis server and a Flink cluster that run together. */
public final class LocalStack implements AutoCloseable {
  private final Supervisor supervisor;
  private final Installation installation;
  private final KafkaBroker kafka;
  private final RedisServer redis;
  private final FlinkCluster flink;
  private final boolean lasting;

  private LocalStack(
      Supervisor supervisor,
      Installation installation,
      KafkaBroker kafka,
      RedisServer redis,
      FlinkCluster flink,
      boolean lasting) {
    this.supervisor = supervisor;
    this.installation = installation;
    this.kafka = kafka;
    this.redis = redis;
    this.flink = flink;
    this.lasting = lasting;
  }

  /**
   * Starts all parts in parallel, and waits until each answers. Their data ends with them.
   *
   * @param slots the number of subtasks of an operator that run at once
   * @param heapMegabytes for the user code of the task manager
   */
  public static LocalStack start(
      StateDirectory state, Installation installation, int slots, int heapMegabytes) {
    ClusterSize size = new ClusterSize(slots, heapMegabytes);
    return start(state, installation, StackPorts.free(), size, false, FlinkCluster.START_LIMIT);
  }

  /**
   * Starts a persistent stack: on the ports of its last start, with its topics, states and
   * checkpoints. The jobs that ran are resumed.
   *
   * @param startLimit the time within which each part must answer
   */
  static LocalStack startLasting(
      StateDirectory state, Installation installation, ClusterSize size, Duration startLimit) {
    return start(state, installation, StackPorts.kept(state), size, true, startLimit);
  }

  /** Forgets the jobs that ran, and the ports; topics, states and checkpoints are kept. */
  public static void forgetJobs(StateDirectory state) {
    StackPorts.forget(state);
    state.delete(ZooKeeper.FOLDER);
    state.delete(FlinkConfiguration.RESUMPTION);
  }

  private static LocalStack start(
      StateDirectory state,
      Installation installation,
      StackPorts ports,
      ClusterSize size,
      boolean lasting,
      Duration startLimit) {
    KafkaBroker.requireNoSettings();
    Supervisor supervisor = new Supervisor(state);
    try {
      int redisPort = ports.of(StackPorts.Use.REDIS);
      RedisServer redis =
          lasting
              ? RedisServer.startDurable(supervisor, redisPort, startLimit)
              : RedisServer.startAt(supervisor, RedisServer.NAME, redisPort);
      CompletableFuture<KafkaBroker> kafka =
          CompletableFuture.supplyAsync(
              () -> KafkaBroker.start(supervisor, installation, Map.of(), ports, startLimit));
      FlinkCluster flink =
          FlinkCluster.start(supervisor, installation, ports, size, lasting, startLimit);
      LocalStack stack =
          new LocalStack(supervisor, installation, kafka.join(), redis, flink, lasting);
      stack.addresses().write(state, size);
      return stack;
    } catch (CompletionException e) {
      supervisor.close();
      throw new IllegalStateException(
          "the Kafka broker did not start: " + e.getCause().getMessage(), e.getCause());
    } catch (RuntimeException e) {
      supervisor.close();
      throw e;
    }
  }

  public StackAddresses addresses() {
    return new StackAddresses(
        kafka.bootstrapServers(), redis.address(), flink.master(), flink.configuration(), lasting);
  }

  /** Returns what restarts its processes. */
  Restarts restarts() {
    return new Restarts(supervisor, Restarts.USUAL, Clock.systemUTC());
  }

  public Supervisor supervisor() {
    return supervisor;
  }

  public Installation installation() {
    return installation;
  }

  public KafkaBroker kafka() {
    return kafka;
  }

  public FlinkCluster flink() {
    return flink;
  }

  @Override
  public void close() {
    supervisor.close();
  }
}
