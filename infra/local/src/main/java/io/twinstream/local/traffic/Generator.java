package io.twinstream.local.traffic;

import io.twinstream.features.event.Reason;
import io.twinstream.kafka.KafkaClients;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Sends payments to a topic at a steady rate, distributed over its partitions by a key.
 *
 * <p>Not safe for use by several threads, except for {@link #sent} and {@link #stop}.
 */
public final class Generator implements AutoCloseable {
  private static final BadRecord[] BAD = BadRecord.values();

  /** One byte too many for Avro; a field without a number for Protobuf. */
  private static final byte DAMAGE = 7;

  /** Separate from the random numbers of payments, so that shares do not change the payments. */
  private static final long FATE = 0x5DEECE66DL;

  private final Traffic traffic;
  private final Transactions transactions;
  private final InstantSource clock;
  private final String topic;
  private final PaymentKey key;
  private final KafkaClients kafka;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Optional<SentRecords> log;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final Map<Reason, Long> spoiled = new EnumMap<>(Reason.class);
  private final UnaryOperator<byte[]> encoder;
  private long duplicated;
  private volatile boolean stopped;

  public Generator(
      Traffic traffic,
      String bootstrapServers,
      String topic,
      PaymentKey key,
      Optional<java.nio.file.Path> record,
      InstantSource clock) {
    this(traffic, bootstrapServers, topic, key, record, clock, UnaryOperator.identity());
  }

  /**
   * Creates a generator of payments in another format.
   *
   * @param encoder turns the JSON of a payment into a record; throws an exception for what its
   *     schema cannot express
   */
  public Generator(
      Traffic traffic,
      String bootstrapServers,
      String topic,
      PaymentKey key,
      Optional<java.nio.file.Path> record,
      InstantSource clock,
      UnaryOperator<byte[]> encoder) {
    this.encoder = encoder;
    this.traffic = traffic;
    this.transactions =
        new Transactions(
            traffic.seed(), traffic.cards(), traffic.exponent(), traffic.amountFactor());
    this.clock = clock;
    this.topic = topic;
    this.key = key;
    this.log = record.map(SentRecords::new);
    this.kafka = KafkaClients.of(bootstrapServers);
    this.producer =
        kafka.producer(
            Map.of(
                "acks",
                "all",
                "linger.ms",
                5,
                "batch.size",
                1 << 17,
                "buffer.memory",
                64L << 20,
                "max.request.size",
                16 << 20));
  }

  /**
   * Sends until the count or the time is reached, or {@link #stop} is called, and waits until
   * everything is acknowledged.
   *
   * @param rate events per second; 0 for as fast as possible
   * @param count the maximal number of events, not counting duplicates
   * @param limit the maximal time
   * @throws IllegalStateException if a record could not be delivered
   */
  public Sent run(double rate, long count, Duration limit) {
    long start = System.nanoTime();
    Instant begin = clock.instant().minus(traffic.span());
    long events = 0;
    while (events < count && !stopped && failure.get() == null) {
      long elapsed = System.nanoTime() - start;
      if (elapsed > limit.toNanos()) {
        break;
      }
      if (rate > 0 && events >= elapsed / 1e9 * rate) {
        LockSupport.parkNanos(Math.min(1_000_000, (long) (1e9 / rate)));
        continue;
      }
      send(events, time(begin, events, count));
      events++;
    }
    producer.flush();
    if (failure.get() != null) {
      throw kafka.failed("a record was not delivered to " + topic, failure.get());
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return new Sent(events, duplicated, Map.copyOf(counts()), sent.get(), took);
  }

  /** Returns the time of an event in the stream: now, or a point of the span. */
  private Instant time(Instant begin, long event, long count) {
    if (traffic.span().isZero()) {
      return clock.instant();
    }
    double part = count == Long.MAX_VALUE ? 1 : (double) event / count;
    return begin.plusMillis((long) (traffic.span().toMillis() * part));
  }

  private void send(long i, Instant place) {
    SplittableRandom fate = new SplittableRandom(traffic.seed() ^ (i * FATE));
    long behind = traffic.disorder().isZero() ? 0 : fate.nextLong(traffic.disorder().toMillis());
    var transaction =
        transactions.at(i, Instant.ofEpochMilli(place.toEpochMilli()).minusMillis(behind));
    byte[] payload;
    if (fate.nextDouble() < traffic.bad()) {
      BadRecord kind = BAD[fate.nextInt(BAD.length)];
      payload = spoiled(kind, transaction);
    } else {
      payload = encoder.apply(transaction.bytes());
    }
    byte[] keyed = key.of(transaction).getBytes(StandardCharsets.UTF_8);
    deliver(keyed, payload);
    if (fate.nextDouble() < traffic.duplicates()) {
      duplicated++;
      deliver(keyed, payload);
    }
  }

  /** What the schema cannot express is a damaged record instead. */
  private byte[] spoiled(BadRecord kind, Transactions.Transaction good) {
    try {
      byte[] payload = encoder.apply(kind.spoil(good));
      spoiled.merge(kind.reason(), 1L, Long::sum);
      return payload;
    } catch (IllegalArgumentException e) {
      byte[] whole = encoder.apply(good.bytes());
      byte[] damaged = Arrays.copyOf(whole, whole.length + 1);
      damaged[whole.length] = DAMAGE;
      spoiled.merge(Reason.MALFORMED, 1L, Long::sum);
      return damaged;
    }
  }

  private void deliver(byte[] keyed, byte[] payload) {
    producer.send(
        new ProducerRecord<>(topic, keyed, payload),
        (metadata, exception) -> acknowledged(metadata, payload, exception));
  }

  private void acknowledged(RecordMetadata metadata, byte[] payload, Exception exception) {
    if (exception != null) {
      failure.compareAndSet(null, exception);
      return;
    }
    sent.incrementAndGet();
    log.ifPresent(records -> records.append(metadata, payload));
  }

  private Map<String, Long> counts() {
    Map<String, Long> byReason = new java.util.TreeMap<>();
    spoiled.forEach((reason, n) -> byReason.put(reason.name(), n));
    return byReason;
  }

  /** Returns the number of acknowledged records so far. */
  public long sent() {
    return sent.get();
  }

  /** Makes {@link #run} return soon. */
  public void stop() {
    stopped = true;
  }

  @Override
  public void close() {
    producer.close();
    log.ifPresent(SentRecords::close);
  }

  /**
   * The numbers of what was sent.
   *
   * @param events not counting duplicates
   * @param duplicates the number of events that were sent a second time
   * @param spoiled the number of expected dead letters, by reason, not counting duplicates
   * @param records the number of records that the broker acknowledged
   * @param took from the first to the last
   */
  public record Sent(
      long events, long duplicates, Map<String, Long> spoiled, long records, Duration took) {

    /** Returns records per second. */
    public double rate() {
      return records / Math.max(1e-9, took.toNanos() / 1e9);
    }
  }
}
