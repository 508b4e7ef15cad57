package io.twinstream.benchmarks;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Fills a topic before a job reads it. Events go to the partitions in turn. Every partition has a
 * mark, an event of its own user, after a tenth of its events and after the last; when the store
 * has the mark's state, the job has reached it.
 */
final class LoadTopic implements AutoCloseable {
  private final String topic;
  private final int partitions;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * @param lingerMillis how long the producer waits for more records per request
   */
  LoadTopic(String bootstrapServers, String topic, int partitions, int lingerMillis) {
    this.topic = topic;
    this.partitions = partitions;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 * 1024,
                ProducerConfig.LINGER_MS_CONFIG,
                lingerMillis,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                64L * 1024 * 1024),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** The user of the mark at the beginning or the end of a partition. */
  static String mark(String what, int partition) {
    return "mark-" + what + "-" + partition;
  }

  /**
   * Writes the events.
   *
   * @param begin the first event's time, in milliseconds since 1970
   * @param perSecond the number of events per second of event time
   * @return the size of their payloads in bytes
   */
  long fill(PaymentLoad load, long events, long begin, int perSecond) throws Exception {
    long bytes = 0;
    long warm = events / 10 / partitions * partitions;
    for (long i = 0; i < events; i++) {
      long ts = begin + i * 1_000 / perSecond;
      byte[] payload = load.payment(i, load.user(), ts);
      bytes += payload.length;
      send((int) (i % partitions), ts, payload);
      if (i == warm) {
        marks("warm", load, i, ts);
      }
    }
    marks("done", load, events, begin + events * 1_000 / perSecond);
    producer.flush();
    if (failure.get() != null) {
      throw new IllegalStateException("the broker refused events", failure.get());
    }
    return bytes;
  }

  private void marks(String what, PaymentLoad load, long number, long ts) {
    for (int partition = 0; partition < partitions; partition++) {
      send(partition, ts, load.payment(number, mark(what, partition), ts));
    }
  }

  /**
   * Writes one event at once.
   *
   * @param ts the record's timestamp, in milliseconds since 1970; null for the current time
   */
  void send(int partition, Long ts, byte[] payload) {
    producer.send(
        new ProducerRecord<>(topic, partition, ts, null, payload),
        (metadata, exception) -> {
          if (exception != null) {
            failure.compareAndSet(null, exception);
          }
        });
  }

  @Override
  public void close() {
    producer.close();
  }
}
