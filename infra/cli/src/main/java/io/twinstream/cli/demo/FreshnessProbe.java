package io.twinstream.cli.demo;

import io.twinstream.kafka.KafkaClients;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.StoredState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Measures freshness: sends payments of its own cards, and polls the online store for each. A
 * sample is the time from the broker's append to the read that finds the payment.
 */
final class FreshnessProbe implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(100);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  /** The largest number of payments that are polled for; beyond it, no more are sent. */
  private static final int MOST_OUTSTANDING = 1_000;

  private record Sent(String card, long appended) {}

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final OnlineStore store;
  private final Generation generation;
  private final InstantSource clock;
  private final Samples samples = new Samples();
  private final BlockingQueue<Sent> outstanding = new ArrayBlockingQueue<>(MOST_OUTSTANDING);
  private final Thread thread = new Thread(this::run, "freshness-probe");
  private volatile boolean stopped;
  private volatile long sent;

  /**
   * @param generation of a view whose entity is the card
   */
  FreshnessProbe(
      String bootstrapServers,
      String topic,
      OnlineStore store,
      Generation generation,
      InstantSource clock) {
    this.producer = KafkaClients.of(bootstrapServers).producer(Map.of("linger.ms", 0));
    this.topic = topic;
    this.store = store;
    this.generation = generation;
    this.clock = clock;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    long next = System.nanoTime();
    while (!stopped) {
      if (System.nanoTime() >= next && outstanding.remainingCapacity() > 0) {
        send(sent++);
        next += EVERY.toNanos();
      }
      try {
        look();
      } catch (StoreException e) {
        return; // the stack is stopping, or reports the failure itself
      }
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void send(long number) {
    String card = "probe" + number;
    byte[] payload =
        """
        {"transaction_id":"probe-%1$d","card_id":"%2$s","user_id":"%2$s","merchant_id":"%2$s",\
        "amount":1.00,"currency":"EUR","device_type":"chip","status":"approved","timestamp":%3$d}"""
            .formatted(number, card, clock.millis())
            .getBytes(StandardCharsets.UTF_8);
    producer.send(
        new ProducerRecord<>(topic, card.getBytes(StandardCharsets.UTF_8), payload),
        (metadata, failure) -> acknowledged(card, metadata, failure));
  }

  private void acknowledged(String card, RecordMetadata metadata, Exception failure) {
    if (failure == null) {
      outstanding.offer(new Sent(card, metadata.timestamp()));
    }
  }

  private void look() {
    List<Sent> wanted = new ArrayList<>(outstanding);
    if (wanted.isEmpty()) {
      return;
    }
    List<StateKey> keys = wanted.stream().map(s -> new StateKey(generation, s.card())).toList();
    List<StoredState> found = Await.within(ANSWER_LIMIT, store.states().read(keys));
    long now = clock.millis();
    Iterator<Sent> each = wanted.iterator();
    for (StoredState state : found) {
      Sent probe = each.next();
      if (state != null) {
        samples.add(now - probe.appended());
        outstanding.remove(probe);
      }
    }
  }

  Samples samples() {
    return samples;
  }

  /** The number of payments sent. */
  long sent() {
    return sent;
  }

  /** Stops sending, and waits until all payments are acknowledged. */
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}
