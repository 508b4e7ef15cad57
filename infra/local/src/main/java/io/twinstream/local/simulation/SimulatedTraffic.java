package io.twinstream.local.simulation;

import io.twinstream.kafka.KafkaClients;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends records of a simulation to its topics with an idempotent producer, so that a retry appends
 * nothing twice.
 */
public final class SimulatedTraffic implements Consumer<SimulatedRecord>, AutoCloseable {
  private final Map<String, String> topics;
  private final KafkaClients kafka;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private volatile boolean stopped;

  public SimulatedTraffic(Simulation simulation, String bootstrapServers) {
    this.topics = simulation.topics();
    this.kafka = KafkaClients.of(bootstrapServers);
    this.producer =
        kafka.producer(
            Map.of(
                "acks",
                "all",
                "enable.idempotence",
                true,
                "linger.ms",
                5,
                "batch.size",
                1 << 17,
                "buffer.memory",
                64L << 20));
  }

  @Override
  public void accept(SimulatedRecord record) {
    producer.send(
        new ProducerRecord<>(
            topics.get(record.source()),
            record.key().getBytes(StandardCharsets.UTF_8),
            record.payload()),
        (metadata, exception) -> {
          if (exception == null) {
            acknowledged.incrementAndGet();
          } else {
            failure.compareAndSet(null, exception);
          }
        });
  }

  /**
   * Sends live traffic, and before it what must be known before, until the count or the time is
   * reached or {@link #stop} is called.
   *
   * @param faults end here
   * @param rate events per second; 0 for as fast as possible
   * @throws IllegalStateException if a record could not be delivered
   */
  public void run(
      Simulation simulation,
      Faults faults,
      InstantSource clock,
      double rate,
      long count,
      Duration limit) {
    simulation.before(clock.instant(), this);
    flush();
    long start = System.nanoTime();
    for (long events = 0; events < count && !stopped && failure.get() == null; ) {
      long elapsed = System.nanoTime() - start;
      if (elapsed > limit.toNanos()) {
        break;
      }
      if (rate > 0 && events >= elapsed / 1e9 * rate) {
        LockSupport.parkNanos(Math.min(1_000_000, (long) (1e9 / rate)));
        continue;
      }
      faults.accept(simulation.next(clock.instant()));
      events++;
    }
    faults.flush();
    flush();
  }

  /** Waits until everything is acknowledged. */
  public void flush() {
    producer.flush();
    if (failure.get() != null) {
      throw kafka.failed("a simulated record was not delivered", failure.get());
    }
  }

  /** The number of records that the brokers have acknowledged. */
  public long acknowledged() {
    return acknowledged.get();
  }

  /** Makes {@link #run} return soon. */
  public void stop() {
    stopped = true;
  }

  @Override
  public void close() {
    producer.close();
  }
}
