package io.twinstream.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Copies the committed records of a span of known time to another topic, unchanged: keys, values,
 * headers and timestamps. Records go to the same partitions, so the known time of each is the same
 * again, and to the topic in the order of their known times.
 */
public final class TopicCopy {
  private static final Duration POLL = Duration.ofMillis(200);

  /** Records of a partition that wait for those of others. */
  private static final int BUFFERED = 10_000;

  private final KafkaClients kafka;
  private final String from;
  private final String to;
  private final long since;
  private final long until;
  private final Map<TopicPartition, Long> begins = new HashMap<>();
  private final List<Lane> lanes = new ArrayList<>();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private long size;

  /** The records of a partition. */
  private static final class Lane {
    final TopicPartition partition;
    final long end;
    final Deque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
    long known = Long.MIN_VALUE;
    long reached = Long.MIN_VALUE;
    boolean read;
    boolean paused;

    Lane(TopicPartition partition, long end) {
      this.partition = partition;
      this.end = end;
    }

    boolean isDone() {
      return read && waiting.isEmpty();
    }

    /** Returns the known time of its next record. */
    long next() {
      return Math.max(known, waiting.element().timestamp());
    }
  }

  /**
   * @param to has at least as many partitions
   * @param since the first known time in milliseconds since 1970
   * @param until the known time at which the span ends, exclusive
   */
  public TopicCopy(KafkaClients kafka, String from, String to, long since, long until) {
    this.kafka = kafka;
    this.from = from;
    this.to = to;
    this.since = since;
    this.until = until;
    try (Topics topics = Topics.of(kafka)) {
      // Records of aborted transactions count here, and not in known times: these are no more than
      // where to begin, and how many records there are about.
      Map<Integer, Long> firsts =
          since == Long.MIN_VALUE ? topics.begins(from) : topics.since(from, since);
      Map<Integer, Long> ends = topics.ends(from);
      Map<Integer, Long> lasts = until == Long.MAX_VALUE ? ends : topics.since(from, until);
      firsts.forEach(
          (number, begin) -> {
            TopicPartition partition = new TopicPartition(from, number);
            if (begin < ends.get(number)) {
              lanes.add(new Lane(partition, ends.get(number)));
              begins.put(partition, begin);
              size += Math.max(0, lasts.get(number) - begin);
            }
          });
    }
  }

  /** Returns about how many records there are. */
  public long size() {
    return size;
  }

  /** Returns the number of acknowledged records. */
  public long sent() {
    return sent.get();
  }

  /** Copies the records. */
  public void run(Pace pace) {
    Map<String, Object> reading =
        Map.of("max.poll.records", 10_000, "max.partition.fetch.bytes", 16 << 20);
    Map<String, Object> writing =
        Map.of("acks", "all", "linger.ms", 5, "batch.size", 1 << 17, "max.request.size", 16 << 20);
    try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer(reading);
        KafkaProducer<byte[], byte[]> producer = kafka.producer(writing)) {
      consumer.assign(begins.keySet());
      begins.forEach(consumer::seek);
      Patience patience = Patience.ofAMinute();
      while (!lanes.stream().allMatch(Lane::isDone)) {
        patience.require(consumer, begins.keySet());
        fill(consumer);
        drain(producer, pace);
      }
      producer.flush();
    } catch (KafkaException e) {
      throw kafka.failed("cannot copy the topic '" + from + "'", e);
    }
    check();
  }

  private void fill(KafkaConsumer<byte[], byte[]> consumer) {
    var polled = consumer.poll(POLL);
    for (Lane lane : lanes) {
      for (ConsumerRecord<byte[], byte[]> record : polled.records(lane.partition)) {
        if (record.offset() < lane.end) {
          lane.reached = Math.max(lane.reached, record.timestamp());
          if (lane.reached >= since && lane.reached < until) {
            lane.waiting.add(record);
          }
        }
      }
      lane.read = lane.reached >= until || consumer.position(lane.partition) >= lane.end;
      boolean full = lane.read || lane.waiting.size() >= BUFFERED;
      if (full != lane.paused) {
        lane.paused = full;
        if (full) {
          consumer.pause(List.of(lane.partition));
        } else {
          consumer.resume(List.of(lane.partition));
        }
      }
    }
  }

  /** Sends records in order while each partition that has more has its next one here. */
  private void drain(KafkaProducer<byte[], byte[]> producer, Pace pace) {
    while (true) {
      Lane first = null;
      for (Lane lane : lanes) {
        if (lane.waiting.isEmpty() && !lane.read) {
          return;
        }
        if (!lane.waiting.isEmpty() && (first == null || lane.next() < first.next())) {
          first = lane;
        }
      }
      if (first == null) {
        return;
      }
      first.known = first.next();
      send(producer, pace, first.known, first.waiting.remove());
    }
  }

  private void send(
      KafkaProducer<byte[], byte[]> producer,
      Pace pace,
      long known,
      ConsumerRecord<byte[], byte[]> record) {
    pace.await(known);
    check();
    producer.send(
        new ProducerRecord<>(
            to,
            record.partition(),
            record.timestamp(),
            record.key(),
            record.value(),
            record.headers()),
        (metadata, exception) -> {
          if (exception == null) {
            sent.incrementAndGet();
          } else {
            failure.compareAndSet(null, exception);
          }
        });
  }

  private void check() {
    if (failure.get() != null) {
      throw kafka.failed("a record was not acknowledged by topic " + to, failure.get());
    }
  }
}
