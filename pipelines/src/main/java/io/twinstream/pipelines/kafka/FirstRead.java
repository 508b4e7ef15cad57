package io.twinstream.pipelines.kafka;

import io.twinstream.features.event.TopicId;
import io.twinstream.stores.ReadTo;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks what a job reads first of its partitions, before its first checkpoint. If Kafka has
 * deleted the first records since the job was started, the job begins later than planned, and
 * reports that. Once a record was passed on, a restart without a checkpoint begins with the same
 * record, because stored states may include it.
 */
final class FirstRead {
  private static final Logger LOG = LoggerFactory.getLogger(FirstRead.class);
  private static final Counter DELETED =
      Metrics.counter(FirstRead.class, "deleted_before_the_first_record");

  /** The run of this reader. */
  private final long run = ThreadLocalRandom.current().nextLong();

  private final TopicId topic;

  /** Where partitions begin of which this and earlier readers have passed on nothing yet. */
  private final Map<Integer, Long> fresh;

  private final Map<Integer, ReadTo.First> first = new TreeMap<>();
  private final Map<Integer, ReadTo> unreported = new TreeMap<>();

  /**
   * @param fresh where partitions begin of which a job without a checkpoint has nothing
   */
  FirstRead(TopicId topic, Map<Integer, Long> fresh) {
    this.topic = topic;
    this.fresh = new TreeMap<>(fresh);
  }

  /**
   * Starts the reader.
   *
   * @param next by partition, the first offset to read; replaced by that of an earlier reader
   */
  void begin(PositionReport report, Map<Integer, Long> next) {
    first.putAll(report.begin(run, next.keySet()));
    first.forEach(
        (partition, from) -> {
          if (fresh.remove(partition) != null) {
            next.put(partition, from.offset());
          }
        });
  }

  /** Where partitions begin that may begin later than planned. */
  Map<Integer, Long> fresh() {
    return fresh;
  }

  /** Records that a log begins later than planned, before anything of it was read. */
  void deleted(int partition, long begins) {
    long planned = fresh.put(partition, begins);
    DELETED.inc(begins - planned);
    LOG.warn(
        "{} offsets of {} were deleted after this job was started and before it read them; it"
            + " begins at {}",
        begins - planned,
        topic.partition(partition),
        begins);
  }

  /** Records that a record was read. */
  void read(int partition, long offset, long known) {
    Long begin = fresh.isEmpty() ? null : fresh.remove(partition);
    if (begin != null) {
      ReadTo.First begun = new ReadTo.First(begin < 0 ? offset : begin, known);
      first.put(partition, begun);
      unreported.put(partition, ReadTo.nothing(run, begun));
    }
  }

  /** Reports first records, before they are passed on. */
  void report(PositionReport report) {
    if (!unreported.isEmpty()) {
      report.first(unreported);
      unreported.clear();
    }
  }

  /** Returns how far a partition was read. */
  ReadTo to(int partition, long watermark, long at, long ahead) {
    return new ReadTo(run, first.getOrDefault(partition, ReadTo.First.NONE), watermark, at, ahead);
  }
}
