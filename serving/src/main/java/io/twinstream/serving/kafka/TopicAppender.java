package io.twinstream.serving.kafka;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.exceptions.ConfigurationException;
import io.twinstream.kafka.KafkaClients;
import io.twinstream.serving.background.Background;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Appends records to topics, each exactly once however often the producer retries. It never blocks
 * the caller: the producer, which may wait for metadata or memory, runs on its own thread.
 */
@Singleton
@Requires(beans = KafkaConfiguration.class)
public final class TopicAppender {
  private static final Duration MISSING_FOR = Duration.ofSeconds(1);

  private final KafkaClients clients;
  private final LateProducer producer;
  private final ThreadPoolExecutor thread;

  private volatile Missing missing = new Missing("", null, System.nanoTime());

  /**
   * A topic that did not exist a moment ago, so that further records for it fail without waiting
   * for its metadata.
   */
  private record Missing(String topic, Exception failure, long until) {}

  /** The partition and offset of an appended record. */
  public record Appended(int partition, long offset) {}

  TopicAppender(KafkaConfiguration configuration, Background background) {
    clients = clients(configuration);
    producer = LateProducer.of(() -> producer(configuration), background);
    thread = background.pool("kafka-append", 1, configuration.waiting());
  }

  private static KafkaClients clients(KafkaConfiguration configuration) {
    try {
      return KafkaClients.of(
          configuration.bootstrapServers(), Optional.ofNullable(configuration.properties()));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(e.getMessage(), e);
    }
  }

  private Producer<byte[], byte[]> producer(KafkaConfiguration configuration) {
    int deadline = Math.toIntExact(configuration.deadline().toMillis());
    return clients.producer(
        Map.of(
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            deadline,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            Math.max(1, deadline / 2),
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            Math.max(1, deadline / 2)));
  }

  /**
   * Appends a record.
   *
   * @param key null for any partition
   * @param timestamp of the record, in milliseconds since 1970
   * @return completes when the broker has acknowledged the record; fails with a {@link
   *     KafkaException}, which {@link #isMissingTopic} classifies, or with a {@link
   *     RejectedExecutionException} if too many appends wait
   */
  public CompletionStage<Appended> append(String topic, byte[] key, byte[] value, long timestamp) {
    CompletableFuture<Appended> appended = new CompletableFuture<>();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, null, timestamp, key, value);
    try {
      thread.execute(() -> send(record, appended));
    } catch (RejectedExecutionException e) {
      appended.completeExceptionally(e);
    }
    return appended;
  }

  /**
   * Whether an append failed because the brokers refuse this server's login or its right to write.
   */
  public static boolean isRefused(Throwable failure) {
    return failure instanceof AuthenticationException || failure instanceof AuthorizationException;
  }

  /** Whether an append failed because the brokers' names cannot be resolved: nothing was sent. */
  public static boolean isUnresolved(Throwable failure) {
    return KafkaClients.isUnresolved(failure);
  }

  /** Why it cannot append yet; empty once a broker's name could be resolved. */
  Optional<String> notReady() {
    return producer.failure().map(clients::told);
  }

  /** Where and why an append failed, and what the operator can do. */
  public String told(Throwable failure) {
    return clients.told(failure);
  }

  /** Creates clients of the same brokers. */
  KafkaClients clients() {
    return clients;
  }

  /** Whether an append failed because the topic does not exist, so that a retry does not help. */
  public static boolean isMissingTopic(Throwable failure) {
    return failure instanceof UnknownTopicOrPartitionException
        || failure instanceof TimeoutException
            && failure.getCause() instanceof UnknownTopicOrPartitionException;
  }

  private void send(ProducerRecord<byte[], byte[]> record, CompletableFuture<Appended> appended) {
    Missing known = missing;
    if (record.topic().equals(known.topic()) && System.nanoTime() - known.until() < 0) {
      appended.completeExceptionally(known.failure());
      return;
    }
    try {
      var unused =
          producer
              .get()
              .send(
                  record,
                  (metadata, failure) -> {
                    if (failure == null) {
                      appended.complete(new Appended(metadata.partition(), metadata.offset()));
                    } else {
                      if (isMissingTopic(failure)) {
                        long until = System.nanoTime() + MISSING_FOR.toNanos();
                        missing = new Missing(record.topic(), failure, until);
                      }
                      appended.completeExceptionally(failure);
                    }
                  });
    } catch (RuntimeException | Error e) { // Completes the future after every kind of failure.
      appended.completeExceptionally(e);
    }
  }

  @PreDestroy
  void close() {
    thread.shutdown();
    producer.close();
  }
}
