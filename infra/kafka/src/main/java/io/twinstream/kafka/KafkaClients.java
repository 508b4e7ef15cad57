package io.twinstream.kafka;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Creates Kafka clients with the settings of a file of Java properties, as Kafka's own tools read
 * it: {@code security.protocol}, {@code sasl.*}, {@code ssl.*} and all others that Twinstream does
 * not set itself. The environment variable {@value #VARIABLE} or the system property {@value
 * #PROPERTY} names the file. Every process reads its own environment: Flink shows the options of
 * jobs, but not their environment.
 */
public final class KafkaClients {
  /** The environment variable that names the file. */
  public static final String VARIABLE = "TWINSTREAM_KAFKA_PROPERTIES";

  /** The system property that names the file; it has precedence over the environment. */
  public static final String PROPERTY = "twinstream.kafka.properties";

  /** Part of Kafka's message if no broker's name can be resolved; there is no type for it. */
  private static final String UNRESOLVED = "No resolvable bootstrap urls";

  private final String bootstrapServers;
  private final ClientSettings settings;

  private KafkaClients(String bootstrapServers, ClientSettings settings) {
    this.bootstrapServers = bootstrapServers;
    this.settings = settings;
  }

  /**
   * Creates clients with the settings of the file that this process is configured with, if any.
   *
   * @param bootstrapServers {@code HOST:PORT,…}
   * @throws IllegalArgumentException with all problems of the file; the message shows no secrets
   */
  public static KafkaClients of(String bootstrapServers) {
    return of(bootstrapServers, file());
  }

  /** Creates clients with the settings of the given file. */
  public static KafkaClients of(String bootstrapServers, Optional<Path> file) {
    return new KafkaClients(
        bootstrapServers, file.map(ClientSettings::read).orElse(ClientSettings.NONE));
  }

  /** Creates clients without TLS, SASL or any other setting. */
  public static KafkaClients plain(String bootstrapServers) {
    return new KafkaClients(bootstrapServers, ClientSettings.NONE);
  }

  /** Returns the file that this process is configured with. */
  public static Optional<Path> file() {
    return Optional.ofNullable(System.getProperty(PROPERTY, System.getenv(VARIABLE)))
        .filter(name -> !name.isBlank())
        .map(Path::of);
  }

  /**
   * Creates a producer of bytes.
   *
   * @param own the settings of the caller; the file has precedence for those that both set, such as
   *     sizes and rates
   */
  public KafkaProducer<byte[], byte[]> producer(Map<String, ?> own) {
    Map<String, Object> configuration = configuration(own, ProducerConfig.configNames());
    try {
      return new KafkaProducer<>(
          configuration, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      throw failed("cannot create a producer", e);
    }
  }

  /** Creates a consumer of bytes that reads committed records only. */
  public KafkaConsumer<byte[], byte[]> consumer(Map<String, ?> own) {
    return consumer(own, Map.of());
  }

  /**
   * Creates such a consumer that begins partitions at given offsets whenever they are assigned to
   * it, for callers that only assign.
   *
   * @param begins by partition, the first offset, or a negative number for the oldest record
   */
  public KafkaConsumer<byte[], byte[]> consumer(
      Map<String, ?> own, Map<TopicPartition, Long> begins) {
    Map<String, Object> configuration = configuration(own, ConsumerConfig.configNames());
    configuration.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, ClientSettings.READ_COMMITTED);
    try {
      return begins.isEmpty()
          ? new KafkaConsumer<>(
              configuration, new ByteArrayDeserializer(), new ByteArrayDeserializer())
          : new BeginningConsumer(configuration, begins);
    } catch (KafkaException e) {
      throw failed("cannot create a consumer", e);
    }
  }

  private static final class BeginningConsumer extends KafkaConsumer<byte[], byte[]> {
    private final Map<TopicPartition, Long> begins;

    BeginningConsumer(Map<String, Object> configuration, Map<TopicPartition, Long> begins) {
      super(configuration, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      this.begins = Map.copyOf(begins);
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
      super.assign(partitions);
      for (TopicPartition partition : partitions) {
        Long begin = begins.get(partition);
        if (begin != null && begin >= 0) {
          seek(partition, begin);
        } else if (begin != null) {
          seekToBeginning(List.of(partition));
        }
      }
    }
  }

  /** Creates an admin client. */
  public Admin admin(Map<String, ?> own) {
    Map<String, Object> configuration = configuration(own, AdminClientConfig.configNames());
    try {
      return Admin.create(configuration);
    } catch (KafkaException e) {
      throw failed("cannot create an admin client", e);
    }
  }

  private Map<String, Object> configuration(Map<String, ?> own, Set<String> names) {
    Map<String, Object> configuration = new HashMap<>(own);
    configuration.putAll(settings.of(names));
    configuration.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return configuration;
  }

  /**
   * Converts the failure of a client to an exception with advice.
   *
   * @param what what failed
   */
  public KafkaFailure failed(String what, Throwable failure) {
    Throwable cause =
        failure instanceof ExecutionException || failure instanceof CompletionException
            ? failure.getCause()
            : failure;
    return new KafkaFailure(what + ": " + told(cause), cause);
  }

  /** Describes where and why a client failed, and what to do. */
  public String told(Throwable failure) {
    String kafka = "Kafka at " + bootstrapServers;
    String file = settings.file().map(Path::toString).orElse("(none)");
    if (isUnresolved(failure)) {
      return "no name in "
          + bootstrapServers
          + " can be resolved; are the names of the Kafka brokers right, and does DNS answer?";
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AuthenticationException) {
        return "%s refuses these credentials: %s; fix %s in %s, which %s names"
            .formatted(
                kafka,
                deepest(cause),
                cause instanceof SslAuthenticationException
                    ? "ssl.truststore.* or ssl.keystore.*"
                    : "sasl.mechanism or sasl.jaas.config",
                file,
                VARIABLE);
      }
      if (cause instanceof AuthorizationException) {
        return "%s does not allow it: %s; ask its administrator, or set another user in %s"
            .formatted(kafka, cause.getMessage(), file);
      }
      if (isSilence(cause)) {
        return "%s does not answer%s; %s"
            .formatted(
                kafka,
                cause.getMessage() == null ? "" : ": " + cause.getMessage(),
                settings.file().isPresent()
                    ? "check that security.protocol in " + file + " is that of the listener"
                    : "if it requires TLS or SASL, name a file of client settings in the"
                        + " environment, as "
                        + VARIABLE);
      }
    }
    return kafka + ": " + deepest(failure);
  }

  /** Reports whether a client was not created because no broker's name can be resolved yet. */
  public static boolean isUnresolved(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConfigException
          && String.valueOf(cause.getMessage()).contains(UNRESOLVED)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSilence(Throwable cause) {
    return cause instanceof TimeoutException
        || cause instanceof DisconnectException
        || cause instanceof java.util.concurrent.TimeoutException;
  }

  /** Returns the message of the last cause in a chain. */
  private static String deepest(Throwable failure) {
    String told = failure.toString();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      told = cause.getMessage() == null ? told : cause.getMessage();
    }
    return told;
  }

  /** Returns the addresses of the brokers. */
  @Override
  public String toString() {
    return bootstrapServers;
  }
}
