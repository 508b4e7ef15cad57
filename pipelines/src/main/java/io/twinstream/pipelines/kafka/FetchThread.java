package io.twinstream.pipelines.kafka;

import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.KafkaFailure;
import io.twinstream.kafka.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A consumer with the thread that polls it. A bounded queue holds the results of a few polls. */
final class FetchThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FetchThread.class);
  private static final int MAX_HELD = 4;
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long ASK_EVERY_NANOS = 500_000_000;
  private static final long CLOSE_WITHIN_MS = 10_000;

  private final TopicRead read;
  private final KafkaClients kafka;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Topics topics;
  private final List<TopicPartition> partitions;
  private final BlockingQueue<Fetch> fetches = new ArrayBlockingQueue<>(MAX_HELD);
  private final Thread thread;

  /** Where partitions begin that may begin later, because nothing of them was read yet. */
  private final Map<Integer, Long> unread;

  private boolean toldOfMore;
  private String lastProblem = "";
  private volatile Throwable failure;
  private volatile boolean closed;

  private FetchThread(
      String bootstrapServers, TopicRead read, Map<Integer, Long> next, Map<Integer, Long> fresh) {
    this.read = read;
    this.unread = new HashMap<>(fresh);
    this.kafka = KafkaClients.of(bootstrapServers);
    this.consumer = kafka.consumer(properties());
    this.topics = Topics.of(kafka);
    this.partitions =
        next.keySet().stream().map(id -> new TopicPartition(read.topic().name(), id)).toList();
    this.thread = new Thread(() -> poll(new TreeMap<>(next)), "fetch-" + read.topic().name());
    thread.setDaemon(true);
  }

  /**
   * Starts the thread.
   *
   * @param next by partition, the first offset to read
   * @param fresh those of partitions of which the job has nothing yet: if their log begins later,
   *     they are read from there
   */
  static FetchThread start(
      String bootstrapServers, TopicRead read, Map<Integer, Long> next, Map<Integer, Long> fresh) {
    FetchThread fetches = new FetchThread(bootstrapServers, read, next, fresh);
    fetches.thread.start();
    return fetches;
  }

  private static Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, 1 << 19);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // If the log no longer has a position, there is a gap: fail instead of skipping it.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return properties;
  }

  private void poll(Map<Integer, Long> next) {
    try (consumer;
        topics) {
      topics.require(read.topic());
      consumer.assign(partitions);
      for (TopicPartition partition : partitions) {
        long offset = next.get(partition.partition());
        if (offset == TopicRead.EARLIEST) {
          consumer.seekToBeginning(List.of(partition));
        } else {
          consumer.seek(partition, offset);
        }
      }
      long askedAt =
          System.nanoTime() - ASK_EVERY_NANOS; // monotonic, because the clock may be set back
      while (!closed) {
        boolean ask = System.nanoTime() - askedAt >= ASK_EVERY_NANOS;
        Map<Integer, Long> positions = ask ? positions() : Map.of();
        Map<Integer, Long> begins = new HashMap<>();
        ConsumerRecords<byte[], byte[]> records = records(begins);
        long now = read.clock().millis();
        Map<Integer, Long> ends = ask ? ends() : Map.of();
        if (ask) {
          askedAt = System.nanoTime();
        }
        if (ask || !records.isEmpty() || !begins.isEmpty()) {
          hold(new Fetch(records, ends, positions, now, toldOfMore, begins));
        }
      }
    } catch (WakeupException | InterruptedException e) {
      if (!closed) {
        failure = e;
      }
    } catch (RuntimeException e) {
      failure = cause(e);
    } catch (Error e) {
      failure = e;
    }
  }

  /**
   * Polls. If the beginning of a partition was deleted before the job has read anything of it,
   * reads the partition from where its log begins now.
   *
   * @param begins receives the new beginnings of such partitions
   */
  private ConsumerRecords<byte[], byte[]> records(Map<Integer, Long> begins) {
    try {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      records.partitions().forEach(at -> unread.remove(at.partition()));
      return records;
    } catch (OffsetOutOfRangeException e) {
      topics.require(read.topic());
      Map<Integer, Long> now = topics.begins(read.topic().name());
      for (Map.Entry<TopicPartition, Long> each : e.offsetOutOfRangePartitions().entrySet()) {
        int partition = each.getKey().partition();
        long begin = now.get(partition);
        if (!unread.containsKey(partition) || begin <= each.getValue()) {
          throw e;
        }
        consumer.seek(each.getKey(), begin);
        unread.put(partition, begin);
        begins.put(partition, begin);
      }
      return ConsumerRecords.empty();
    }
  }

  /** An offset may be out of range because another topic has taken the name. */
  private Throwable cause(RuntimeException failed) {
    try (Topics now = Topics.of(kafka)) {
      now.require(read.topic());
      return failed instanceof OffsetOutOfRangeException gone ? lost(now, gone) : failed;
    } catch (KafkaFailure e) {
      return failed;
    } catch (IllegalStateException e) {
      return e;
    }
  }

  /** The error if records were deleted: continuing would lose events silently. */
  private Throwable lost(Topics now, OffsetOutOfRangeException gone) {
    Map<Integer, Long> next = new TreeMap<>();
    gone.offsetOutOfRangePartitions().forEach((at, offset) -> next.put(at.partition(), offset));
    return now.lost(read.topic(), next)
        .<Throwable>map(
            what ->
                new IllegalStateException(
                    what
                        + "; this job has not read them, and does not skip them: start a "
                        + "fresh job, with --bootstrap if the logs of an earlier one "
                        + "have them, and give the topic a longer retention"))
        .orElse(gone);
  }

  private void hold(Fetch fetch) throws InterruptedException {
    while (!closed && !fetches.offer(fetch, 100, TimeUnit.MILLISECONDS)) {
      // The pipeline is slower than the log: wait, and check whether it still wants records.
    }
  }

  private Map<Integer, Long> positions() {
    Map<Integer, Long> positions = new TreeMap<>();
    partitions.forEach(at -> positions.put(at.partition(), consumer.position(at)));
    unread.entrySet().removeIf(each -> positions.get(each.getKey()) > each.getValue());
    return positions;
  }

  /**
   * The ends of the log, open transactions included: records in these are not read yet, and will
   * have earlier timestamps. Empty if the topic has partitions that are not read, if it does not
   * exist, or if the brokers do not answer.
   *
   * @throws IllegalStateException if another topic has the name now
   */
  private Map<Integer, Long> ends() {
    try {
      int count = topics.require(read.topic()).partitions().size();
      if (read.partitionCount() > 0 && count > read.partitionCount()) {
        tellOfMore(count);
        return Map.of();
      }
      Map<Integer, Long> ends = topics.appended(read.topic().name());
      ends.keySet().retainAll(read.begin().keySet());
      lastProblem = "";
      return ends;
    } catch (KafkaFailure e) {
      warn(e.getMessage());
      return Map.of();
    }
  }

  /** Logs each problem once until it is over. */
  private void warn(String problem) {
    if (!problem.equals(lastProblem)) {
      LOG.warn("{}", problem);
    }
    lastProblem = problem;
  }

  private void tellOfMore(int count) {
    if (!toldOfMore) {
      LOG.error("{}", Topics.unread(read.topic().name(), count, read.partitionCount()));
    }
    toldOfMore = true;
  }

  /** The result of the next poll; null if there is none yet. */
  Fetch take() throws IOException {
    Fetch fetch = fetches.poll();
    try {
      if (fetch == null) {
        // The caller sleeps for longer than this if there is nothing, so a short wait pays off.
        fetch = fetches.poll(1, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (fetch == null && failure != null) {
      String what = "cannot read topic '" + read.topic().name() + "'";
      throw new IOException(kafka.failed(what, failure).getMessage(), failure);
    }
    return fetch;
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join(CLOSE_WITHIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
