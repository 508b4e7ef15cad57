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
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Appends records to topics, each once however often the producer has to try. Nothing blocks the
 * caller: the producer may, for want of metadata or memory, and so has a thread of its own.
 */
@Singleton
@Requires(beans = KafkaConfiguration.class)
public final class KafkaLog {
  private static final Duration MISSING_FOR = Duration.ofSeconds(1);

  private final KafkaClients clients;
  private final Producer<byte[], byte[]> producer;
  private final ThreadPoolExecutor thread;

  private volatile Missing missing = new Missing("", null, System.nanoTime());

  /**
   * A topic that was not there a moment ago: the other records of a list do not wait for it too.
   */
  private record Missing(String topic, Exception failure, long until) {}

  /** Where a record stands. */
  public record Appended(int partition, long offset) {}

  KafkaLog(KafkaConfiguration configuration, Background background) {
    clients = clients(configuration);
    producer = producer(configuration);
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(configuration.waiting()),
            background.threads("kafka-append"));
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
   * @param timestamp the record's, in milliseconds since 1970
   * @return completes when the broker has acknowledged it; fails with a {@link KafkaException}, of
   *     which {@link #isMissingTopic} says more, or a {@link RejectedExecutionException} if too
   *     many wait
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

  /** Whether an append failed because the brokers do not let this service in, or not write. */
  public static boolean isRefused(Throwable failure) {
    return failure instanceof AuthenticationException || failure instanceof AuthorizationException;
  }

  /** Where and why an append failed, and what the service's operator can do. */
  public String told(Throwable failure) {
    return clients.told(failure);
  }

  /** Makes clients for the same brokers. */
  KafkaClients clients() {
    return clients;
  }

  /**
   * Whether an append failed because the brokers know no such topic: to repeat it does not help.
   */
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
          producer.send(
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
    } catch (RuntimeException | Error e) { // Whoever waits for it is answered, whatever it was.
      appended.completeExceptionally(e);
    }
  }

  @PreDestroy
  void close() {
    thread.shutdown();
    producer.close(Duration.ofSeconds(2));
  }
}
