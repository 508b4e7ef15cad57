package io.twinstream.local;

import java.util.function.Consumer;

/** A Kafka broker, a Redis server and a Flink cluster that run together. */
public final class LocalStack implements AutoCloseable {
  private final Supervisor supervisor;
  private final Installation installation;
  private final KafkaBroker kafka;
  private final RedisServer redis;
  private final FlinkCluster flink;

  private LocalStack(
      Supervisor supervisor,
      Installation installation,
      KafkaBroker kafka,
      RedisServer redis,
      FlinkCluster flink) {
    this.supervisor = supervisor;
    this.installation = installation;
    this.kafka = kafka;
    this.redis = redis;
    this.flink = flink;
  }

  /**
   * Starts all parts and waits until each answers.
   *
   * @param slots how many subtasks of an operator run at once
   * @param heapMegabytes for the user code of the task manager
   * @param progress is told what is being started
   */
  public static LocalStack start(
      StateDirectory state,
      Installation installation,
      int slots,
      int heapMegabytes,
      Consumer<String> progress) {
    Supervisor supervisor = new Supervisor(state);
    try {
      progress.accept("Redis");
      RedisServer redis = RedisServer.start(supervisor);
      progress.accept("Kafka broker");
      KafkaBroker kafka = KafkaBroker.start(supervisor, installation);
      progress.accept("Flink cluster");
      FlinkCluster flink = FlinkCluster.start(supervisor, installation, slots, heapMegabytes);
      LocalStack stack = new LocalStack(supervisor, installation, kafka, redis, flink);
      stack.addresses().write(state);
      return stack;
    } catch (RuntimeException e) {
      supervisor.close();
      throw e;
    }
  }

  public StackAddresses addresses() {
    return new StackAddresses(
        kafka.bootstrapServers(), redis.address(), flink.master(), flink.configuration());
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
