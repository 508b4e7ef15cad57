package io.twinstream.kafka;

import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.TopicId;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Makes raw records of a topic's, in the order of each partition. When a record was known is the
 * greatest time up to it: the broker's may go back with a change of the leader or the clock, and
 * producers' times have any order.
 */
public final class RawRecords {
  private final String origin;
  private final boolean logAppendTime;
  private final Map<Integer, Long> known;

  /**
   * Of a topic.
   *
   * @param logAppendTime whether the broker stamps records: a producer's own time may be too old
   * @param before the greatest time before the first record, by partition, where there is any
   */
  public RawRecords(TopicId topic, boolean logAppendTime, Map<Integer, Long> before) {
    this.origin = topic.toString();
    this.logAppendTime = logAppendTime;
    this.known = new HashMap<>(before);
  }

  /** The next record of its partition. */
  public RawRecord of(ConsumerRecord<byte[], byte[]> record) {
    long time = record.timestamp();
    Long before = known.get(record.partition());
    long greatest = before == null || time > before ? time : before;
    if (before == null || time > before) {
      known.put(record.partition(), greatest);
    }
    return new RawRecord(
        new Position(origin, record.partition(), record.offset()),
        greatest,
        logAppendTime ? greatest : time,
        record.value(),
        0,
        Envelopes.of(record));
  }

  /** Offsets of a partition at which there is no record, up to another one. */
  public RawRecord none(int partition, long from, long to) {
    long greatest = known.getOrDefault(partition, Long.MIN_VALUE);
    return new RawRecord(
        new Position(origin, partition, to - 1), greatest, greatest, null, to - from);
  }
}
