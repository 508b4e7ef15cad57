package io.twinstream.local;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

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
   * Starts all parts, side by side, and waits until each answers.
   *
   * @param slots how many subtasks of an operator run at once
   * @param heapMegabytes for the user code of the task manager
   */
  public static LocalStack start(
      StateDirectory state, Installation installation, int slots, int heapMegabytes) {
    KafkaBroker.requireNoSettings();
    Supervisor supervisor = new Supervisor(state);
    try {
      RedisServer redis = RedisServer.start(supervisor);
      CompletableFuture<KafkaBroker> kafka =
          CompletableFuture.supplyAsync(() -> KafkaBroker.start(supervisor, installation));
      FlinkCluster flink = FlinkCluster.start(supervisor, installation, slots, heapMegabytes);
      LocalStack stack = new LocalStack(supervisor, installation, kafka.join(), redis, flink);
      stack.addresses().write(state);
      return stack;
    } catch (CompletionException e) {
      supervisor.close();
      throw new IllegalStateException("the Kafka broker did not start", e.getCause());
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
