package io.twinstream.local;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** A single-node Kafka broker in a process of its own. */
public final class KafkaBroker {
  /** The name of its process. */
  public static final String NAME = "kafka";

  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final int CALL_SECONDS = 30;

  private final String bootstrapServers;

  private KafkaBroker(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /** Starts a broker on free loopback ports and waits until it answers. */
  public static KafkaBroker start(Supervisor supervisor, Installation installation) {
    int port = Ports.free();
    String data = supervisor.state().folder("kafka").toString();
    LocalProcess process =
        supervisor.start(
            NAME,
            installation.java(
                supervisor.state().temporary(),
                "infra/local",
                List.of("-Xms256m", "-Xmx512m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"),
                BrokerMain.class.getName(),
                List.of(data, String.valueOf(port), String.valueOf(Ports.free()))));
    KafkaBroker broker = new KafkaBroker("127.0.0.1:" + port);
    process.awaitReady(() -> Ports.answers(port), START_LIMIT);
    process.awaitReady(broker::answers, START_LIMIT);
    return broker;
  }

  /** A broker that runs already. */
  public static KafkaBroker at(String bootstrapServers) {
    return new KafkaBroker(bootstrapServers);
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  private boolean answers() {
    try (Admin admin = admin()) {
      return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + bootstrapServers, e);
    }
  }

  /**
   * Creates a topic that keeps records for ever, if there is none of that name, and waits until its
   * partitions answer: a producer that comes before may wait for a leader until it gives up.
   *
   * @param config such as {@code message.timestamp.type=LogAppendTime}
   */
  public void createTopic(String topic, int partitions, Map<String, String> config) {
    NewTopic created = new NewTopic(topic, partitions, (short) 1).configs(config);
    try (Admin admin = admin()) {
      admin.createTopics(Set.of(created)).all().get(CALL_SECONDS, TimeUnit.SECONDS);
      awaitPartitions(admin, topic, partitions);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException("cannot create the topic " + topic, e.getCause());
      }
    } catch (TimeoutException e) {
      throw new IllegalStateException(bootstrapServers + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating " + topic, e);
    }
  }

  /** A broker may answer for some time that it does not know what it has just made. */
  private static void awaitPartitions(Admin admin, String topic, int partitions)
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<TopicPartition, OffsetSpec> all = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      all.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CALL_SECONDS);
    while (true) {
      try {
        admin.listOffsets(all).all().get(CALL_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (ExecutionException e) {
        boolean unknown = e.getCause() instanceof UnknownTopicOrPartitionException;
        if (!unknown || System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(50);
      }
    }
  }

  /** Whose times the records of a topic have: {@code CreateTime} or {@code LogAppendTime}. */
  public String timestamps(String topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = admin()) {
      return admin
          .describeConfigs(Set.of(resource))
          .all()
          .get(CALL_SECONDS, TimeUnit.SECONDS)
          .get(resource)
          .get("message.timestamp.type")
          .value();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot read how " + topic + " is configured", e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException(bootstrapServers + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking about " + topic, e);
    }
  }

  private Admin admin() {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            CALL_SECONDS * 1_000,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            CALL_SECONDS * 1_000));
  }
}
