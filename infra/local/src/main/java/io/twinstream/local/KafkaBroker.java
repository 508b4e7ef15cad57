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

  /** Of a broker that is well, on a machine that is busy. */
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
   * @throws IllegalStateException if clients are told to use settings, which it is not made for
   */
  public static KafkaBroker start(Supervisor supervisor, Installation installation) {
    requireNoSettings();
    return start(supervisor, installation, Map.of());
  }

  /**
   * Looks whether clients are told to use settings, which such a broker is not made for.
   *
   * @throws IllegalStateException if so
   */
  public static void requireNoSettings() {
    KafkaClients.file()
        .ifPresent(
            file -> {
              throw new IllegalStateException(
                  "%s names %s, and the local stack's broker speaks neither TLS nor SASL; unset it"
                      .formatted(KafkaClients.VARIABLE, file));
            });
  }

  /**
   * The same as without them, with further settings of the broker.
   *
   * @param settings may have {@code listeners} beside the one that is its address, for TLS or SASL
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

  /** A broker that runs already, reached with the settings of {@link KafkaClients}. */
  public static KafkaBroker at(String bootstrapServers) {
    return new KafkaBroker(bootstrapServers, KafkaClients.of(bootstrapServers));
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Whether a broker answers there within seconds. */
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
        throw clients.failed("cannot create the topic " + topic, e);
      }
    } catch (TimeoutException e) {
      throw clients.failed("cannot create the topic " + topic, e);
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
      throw clients.failed("cannot read how " + topic + " is configured", e);
    } catch (TimeoutException e) {
      throw clients.failed("cannot read how " + topic + " is configured", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking about " + topic, e);
    }
  }

  /** Lets records of a topic have their producers' times. */
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
