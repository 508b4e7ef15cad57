package io.twinstream.local;

import io.twinstream.kafka.KafkaClients;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.LocalProcess;
import io.twinstream.local.process.Ports;
import io.twinstream.local.process.StackPorts;
import io.twinstream.local.process.Supervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
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

  /** The time within which a healthy broker on a busy machine answers. */
  private static final int ANSWER_SECONDS = 5;

  private final String bootstrapServers;
  private final KafkaClients clients;

  private KafkaBroker(String bootstrapServers, KafkaClients clients) {
    this.bootstrapServers = bootstrapServers;
    this.clients = clients;
  }

  /**
   * Starts a broker on free loopback ports and waits until it answers.
   *
   * @throws IllegalStateException if this process is configured with Kafka client settings, which
   *     the broker does not support
   */
  public static KafkaBroker start(Supervisor supervisor, Installation installation) {
    requireNoSettings();
    return start(supervisor, installation, Map.of());
  }

  /**
   * Checks that this process is configured without Kafka client settings, which the broker does not
   * support.
   *
   * @throws IllegalStateException otherwise
   */
  public static void requireNoSettings() {
    KafkaClients.file()
        .ifPresent(
            file -> {
              throw new IllegalStateException(
                  ("%s names %s, but the broker of the local stack supports neither"
                          + " TLS nor SASL; unset it")
                      .formatted(KafkaClients.VARIABLE, file));
            });
  }

  /**
   * Starts a broker with further settings, whether or not client settings are configured.
   *
   * @param settings may contain {@code listeners} in addition to that of its address, for TLS or
   *     SASL
   */
  public static KafkaBroker start(
      Supervisor supervisor, Installation installation, Map<String, String> settings) {
    return start(supervisor, installation, settings, StackPorts.free(), START_LIMIT);
  }

  static KafkaBroker start(
      Supervisor supervisor,
      Installation installation,
      Map<String, String> settings,
      StackPorts ports,
      Duration startLimit) {
    int port = ports.of(StackPorts.Use.KAFKA);
    int controllerPort = ports.of(StackPorts.Use.KAFKA_CONTROLLER);
    String data = supervisor.state().folder("kafka").toString();
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(data, String.valueOf(port), String.valueOf(controllerPort)));
    if (!settings.isEmpty()) {
      arguments.add(write(supervisor.state().path().resolve("kafka.properties"), settings));
    }
    LocalProcess process =
        supervisor.start(
            NAME,
            installation.java(
                supervisor.state().temporary(),
                "infra/local",
                List.of("-Xms256m", "-Xmx512m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"),
                BrokerMain.class.getName(),
                arguments));
    String address = "127.0.0.1:" + port;
    KafkaBroker broker = new KafkaBroker(address, KafkaClients.plain(address));
    process.awaitReady(() -> Ports.answers(port), startLimit);
    process.awaitReady(broker::answers, startLimit);
    return broker;
  }

  private static String write(Path file, Map<String, String> settings) {
    Properties properties = new Properties();
    properties.putAll(settings);
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
    return file.toString();
  }

  /**
   * Returns a broker that is already running, reached with the settings of {@link KafkaClients}.
   */
  public static KafkaBroker at(String bootstrapServers) {
    return new KafkaBroker(bootstrapServers, KafkaClients.of(bootstrapServers));
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Reports whether a broker answers within seconds. */
  boolean answers() {
    try (Admin admin = admin()) {
      return !admin.describeCluster().nodes().get(ANSWER_SECONDS, TimeUnit.SECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + bootstrapServers, e);
    }
  }

  /**
   * Creates a topic without retention limits, unless one of that name exists, and waits until its
   * partitions answer: a producer that starts earlier may wait for a leader until it fails.
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
        throw clients.failed("cannot create topic " + topic, e);
      }
    } catch (TimeoutException e) {
      throw clients.failed("cannot create topic " + topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating " + topic, e);
    }
  }

  /** A broker may not know a topic for some time after creating it. */
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

  /** Returns the timestamp type of a topic: {@code CreateTime} or {@code LogAppendTime}. */
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
      throw clients.failed("cannot read the configuration of " + topic, e);
    } catch (TimeoutException e) {
      throw clients.failed("cannot read the configuration of " + topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking about " + topic, e);
    }
  }

  /** Sets the timestamp type of a topic to {@code CreateTime}, so that producers set timestamps. */
  public void useProducersTimes(String topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    AlterConfigOp set =
        new AlterConfigOp(
            new ConfigEntry("message.timestamp.type", "CreateTime"), AlterConfigOp.OpType.SET);
    try (Admin admin = admin()) {
      admin
          .incrementalAlterConfigs(Map.of(resource, List.of(set)))
          .all()
          .get(CALL_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw clients.failed("cannot configure " + topic, e);
    } catch (TimeoutException e) {
      throw clients.failed("cannot configure " + topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while configuring " + topic, e);
    }
  }

  private Admin admin() {
    return clients.admin(
        Map.of(
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            CALL_SECONDS * 1_000,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            CALL_SECONDS * 1_000));
  }
}
