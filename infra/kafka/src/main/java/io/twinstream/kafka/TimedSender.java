package io.twinstream.kafka;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;

/** Sends records with given known times at a pace, to all partitions by key. */
public final class TimedSender implements AutoCloseable {
  private static final byte[] END = new byte[0];

  private final KafkaClients kafka;
  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final Pace pace;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * @param rate records per second; 0 for no limit
   */
  public TimedSender(String bootstrapServers, String topic, double rate) {
    this(bootstrapServers, topic, Pace.perSecond(rate));
  }

  public TimedSender(String bootstrapServers, String topic, Pace pace) {
    this.topic = topic;
    this.pace = pace;
    this.kafka = KafkaClients.of(bootstrapServers);
    this.producer = kafka.producer(Map.of("acks", "all", "linger.ms", 5, "batch.size", 1 << 17));
  }

  public void send(byte[] key, long known, byte[] payload) {
    pace.await(known);
    deliver(new ProducerRecord<>(topic, null, known, key, payload));
  }

  /**
   * Ends every partition with a record that is not an event, because known time only advances with
   * records: without it, the live job would never report that a partition whose last record is
   * early is complete.
   */
  public void end(long known) {
    producer.flush();
    for (PartitionInfo partition : producer.partitionsFor(topic)) {
      deliver(new ProducerRecord<>(topic, partition.partition(), known, null, END));
    }
    flush();
  }

  /** Waits until everything is acknowledged. */
  public void flush() {
    producer.flush();
    if (failure.get() != null) {
      throw kafka.failed("a record was not acknowledged by topic " + topic, failure.get());
    }
  }

  private void deliver(ProducerRecord<byte[], byte[]> record) {
    producer.send(
        record,
        (metadata, exception) -> {
          if (exception != null) {
            failure.compareAndSet(null, exception);
          } else if (record.value().length > 0) {
            sent.incrementAndGet();
          }
        });
  }

  /** The number of acknowledged events. */
  public long sent() {
    return sent.get();
  }

  @Override
  public void close() {
    producer.close();
  }
}
