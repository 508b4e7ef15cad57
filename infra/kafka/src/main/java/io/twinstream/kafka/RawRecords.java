package io.twinstream.kafka;

import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.TopicId;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Converts the records of a topic to raw records, in the order of each partition. The known time of
 * a record is the greatest time in its partition up to it: the broker's time may go back when the
 * leader or its clock changes, and producers' times have any order.
 */
public final class RawRecords {
  private final String origin;
  private final boolean logAppendTime;
  private final Map<Integer, Long> known;

  /**
   * @param logAppendTime whether the broker sets timestamps (LogAppendTime); if not, a producer's
   *     timestamp may be too old
   * @param before by partition, the greatest time before the first record, if there is one
   */
  public RawRecords(TopicId topic, boolean logAppendTime, Map<Integer, Long> before) {
    this.origin = topic.toString();
    this.logAppendTime = logAppendTime;
    this.known = new HashMap<>(before);
  }

  /** Converts the next record of its partition. */
  public RawRecord of(ConsumerRecord<byte[], byte[]> record) {
    long time = record.timestamp();
    Long before = known.get(record.partition());
    long greatest = before == null || time > before ? time : before;
    if (before == null || time > before) {
      known.put(record.partition(), greatest);
    }
    return of(origin, logAppendTime, greatest, record);
  }

  /**
   * Converts a record whose known time the caller knows.
   *
   * @param origin the topic, as in positions
   * @param logAppendTime whether the broker sets timestamps
   * @param known the greatest time in its partition up to it
   */
  public static RawRecord of(
      String origin, boolean logAppendTime, long known, ConsumerRecord<byte[], byte[]> record) {
    return new RawRecord(
        new Position(origin, record.partition(), record.offset()),
        known,
        logAppendTime ? known : record.timestamp(),
        record.value(),
        0,
        Envelopes.of(record));
  }

  /**
   * Creates a raw record for offsets {@code from} to {@code to} of a partition, at which there is
   * no record.
   */
  public RawRecord none(int partition, long from, long to) {
    long greatest = known.getOrDefault(partition, Long.MIN_VALUE);
    return new RawRecord(
        new Position(origin, partition, to - 1), greatest, greatest, null, to - from);
  }
}
