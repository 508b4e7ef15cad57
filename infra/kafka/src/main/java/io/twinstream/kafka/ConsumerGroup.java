package io.twinstream.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer group that shows how far a reader is, for the tools that compute lag from the
 * positions of groups. The reader is no member of the group and never reads from its positions.
 *
 * <p>A commit does not block and does not fail: at most one request is on its way, the newest
 * positions wait for its answer, and a failure is logged once until a commit succeeds again.
 */
public final class ConsumerGroup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumerGroup.class);
  private static final int ANSWERS_WITHIN_MS = 10_000;
  private static final Duration CLOSES_WITHIN = Duration.ofSeconds(1);

  /** Shorter than a file's name may be, because some tools keep a file for each group. */
  private static final int MAX_NAME = 200;

  private final KafkaClients kafka;
  private final Admin admin;
  private final String name;
  private Map<TopicPartition, OffsetAndMetadata> next = Map.of();
  private boolean sending;
  private boolean failing;
  private boolean closed;

  private ConsumerGroup(KafkaClients kafka, Admin admin, String name) {
    this.kafka = kafka;
    this.admin = admin;
    this.name = name;
  }

  /**
   * Returns the name of the group of a live job: {@code twinstream.PROJECT.VIEW.VIEW…}. Live jobs
   * that run at the same time compute different views, and a restored job computes the same.
   *
   * @param views of the job, by {@code name@version}
   */
  public static String name(String project, Collection<String> views) {
    String whole = "twinstream." + project + "." + String.join(".", new TreeSet<>(views));
    if (whole.length() <= MAX_NAME) {
      return whole;
    }
    CRC32 hash = new CRC32();
    hash.update(whole.getBytes(StandardCharsets.UTF_8));
    return "%s-%08x".formatted(whole.substring(0, MAX_NAME - 9), hash.getValue());
  }

  /** Opens a group of this name. */
  public static ConsumerGroup open(KafkaClients kafka, String name) {
    Admin admin =
        kafka.admin(
            Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWERS_WITHIN_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWERS_WITHIN_MS));
    return new ConsumerGroup(kafka, admin, name);
  }

  /**
   * Commits the positions of a reader; those that still wait are replaced.
   *
   * @param positions by partition, the next offset to read
   */
  public synchronized void commit(String topic, Map<Integer, Long> positions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(next);
    positions.forEach(
        (partition, at) -> {
          if (at >= 0) { // otherwise the start of the log is still unknown
            offsets.put(new TopicPartition(topic, partition), new OffsetAndMetadata(at));
          }
        });
    next = offsets;
    send();
  }

  private synchronized void send() {
    if (sending || closed || next.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> sent = next;
    next = Map.of();
    sending = true;
    admin
        .alterConsumerGroupOffsets(name, sent, new AlterConsumerGroupOffsetsOptions())
        .all()
        .whenComplete((done, failure) -> answered(failure));
  }

  private synchronized void answered(Throwable failure) {
    sending = false;
    if (failure != null && !failing && !closed) {
      LOG.warn(
          "{}; the job continues, and tools that read the group show an old lag",
          kafka
              .failed("cannot commit positions to the consumer group '" + name + "'", failure)
              .getMessage());
    } else if (failure == null && failing) {
      LOG.info("the consumer group '{}' gets the positions again", name);
    }
    failing = failure != null;
    notifyAll();
    send();
  }

  /** Waits a moment for the last positions. */
  @Override
  public void close() {
    synchronized (this) {
      awaitAnswer();
      closed = true;
    }
    admin.close(Duration.ZERO);
  }

  private void awaitAnswer() {
    long deadline = System.nanoTime() + CLOSES_WITHIN.toNanos();
    try {
      for (long left = CLOSES_WITHIN.toMillis(); sending && left > 0; ) {
        wait(left);
        left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
