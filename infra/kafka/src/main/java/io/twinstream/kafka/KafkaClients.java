package io.twinstream.kafka;

import java.nio.file.Path;
import java.util.HashMap;
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
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes the clients of some brokers, with the settings of a file of Java properties as Kafka's own
 * tools take it: {@code security.protocol}, {@code sasl.*}, {@code ssl.*} and whatever else the
 * project does not decide itself. The file is named by the environment, as {@value #VARIABLE}, or
 * by the system property {@value #PROPERTY}. Every process reads its own: options of jobs are shown
 * by Flink, its environment is not.
 */
public final class KafkaClients {
  /** Names the file in the environment. */
  public static final String VARIABLE = "TWINSTREAM_KAFKA_PROPERTIES";

  /** Names the file where the environment does not. */
  public static final String PROPERTY = "twinstream.kafka.properties";

  private final String bootstrapServers;
  private final ClientSettings settings;

  private KafkaClients(String bootstrapServers, ClientSettings settings) {
    this.bootstrapServers = bootstrapServers;
    this.settings = settings;
  }

  /**
   * With the settings of the file that this process is told to use, if any.
   *
   * @param bootstrapServers {@code HOST:PORT,…}
   * @throws IllegalArgumentException with all that is wrong with the file; secrets are not shown
   */
  public static KafkaClients of(String bootstrapServers) {
    return of(bootstrapServers, file());
  }

  /** The same, with the settings of this file. */
  public static KafkaClients of(String bootstrapServers, Optional<Path> file) {
    return new KafkaClients(
        bootstrapServers, file.map(ClientSettings::read).orElse(ClientSettings.NONE));
  }

  /** Without TLS, SASL or any other setting. */
  public static KafkaClients plain(String bootstrapServers) {
    return new KafkaClients(bootstrapServers, ClientSettings.NONE);
  }

  /** The file that this process is told to use. */
  public static Optional<Path> file() {
    return Optional.ofNullable(System.getProperty(PROPERTY, System.getenv(VARIABLE)))
        .filter(name -> !name.isBlank())
        .map(Path::of);
  }

  /**
   * A producer of bytes.
   *
   * @param own what whoever uses it wants; the file's settings go before those of its size and pace
   */
  public KafkaProducer<byte[], byte[]> producer(Map<String, ?> own) {
    Map<String, Object> configuration = configuration(own, ProducerConfig.configNames());
    try {
      return new KafkaProducer<>(
          configuration, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      throw failed("cannot make a producer", e);
    }
  }

  /** A consumer of bytes, which sees no record of a transaction that is open or was aborted. */
  public KafkaConsumer<byte[], byte[]> consumer(Map<String, ?> own) {
    Map<String, Object> configuration = configuration(own, ConsumerConfig.configNames());
    configuration.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, ClientSettings.READ_COMMITTED);
    try {
      return new KafkaConsumer<>(
          configuration, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw failed("cannot make a consumer", e);
    }
  }

  /** An administrator's client. */
  public Admin admin(Map<String, ?> own) {
    Map<String, Object> configuration = configuration(own, AdminClientConfig.configNames());
    try {
      return Admin.create(configuration);
    } catch (KafkaException e) {
      throw failed("cannot make a client", e);
    }
  }

  private Map<String, Object> configuration(Map<String, ?> own, Set<String> names) {
    Map<String, Object> configuration = new HashMap<>(own);
    configuration.putAll(settings.of(names));
    configuration.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return configuration;
  }

  /**
   * What a failure of a client comes to.
   *
   * @param what could not be done
   */
  public KafkaFailure failed(String what, Throwable failure) {
    Throwable cause =
        failure instanceof ExecutionException || failure instanceof CompletionException
            ? failure.getCause()
            : failure;
    return new KafkaFailure(what + ": " + told(cause), cause);
  }

  /** Where and why it failed, and what to do. */
  public String told(Throwable failure) {
    String kafka = "Kafka at " + bootstrapServers;
    String file = settings.file().map(Path::toString).orElse("(none)");
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
        return "%s does not allow it: %s; have its administrator allow it, or give another user in %s"
            .formatted(kafka, cause.getMessage(), file);
      }
      if (isSilence(cause)) {
        return "%s does not answer%s; %s"
            .formatted(
                kafka,
                cause.getMessage() == null ? "" : ": " + cause.getMessage(),
                settings.file().isPresent()
                    ? "is security.protocol in " + file + " what its listener speaks?"
                    : "if it wants TLS or SASL, name a file of clients' settings in the"
                        + " environment, as "
                        + VARIABLE);
      }
    }
    return kafka + ": " + deepest(failure);
  }

  private static boolean isSilence(Throwable cause) {
    return cause instanceof TimeoutException
        || cause instanceof DisconnectException
        || cause instanceof java.util.concurrent.TimeoutException;
  }

  /** What is said last of a chain of causes. */
  private static String deepest(Throwable failure) {
    String told = failure.toString();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      told = cause.getMessage() == null ? told : cause.getMessage();
    }
    return told;
  }

  /** The brokers' addresses. */
  @Override
  public String toString() {
    return bootstrapServers;
  }
}
