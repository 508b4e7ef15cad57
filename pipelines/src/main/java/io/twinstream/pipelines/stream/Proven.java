package io.twinstream.pipelines.stream;

import io.twinstream.stores.ReadTo;
import io.twinstream.stores.TopicPosition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Computes the instant up to which nothing of a topic is missing in the store, as far as is proven:
 * a complete checkpoint is past what the topic held then, or the watermark is past that of the
 * reader that had read it.
 *
 * <p>The watermark alone proves nothing with the producers' timestamps, one of which may be in the
 * far future. With LogAppendTime it counts too, for speed, but only up to a margin beyond what is
 * proven, because a broker's clock may be wrong as well.
 *
 * <p>What a reader of an earlier run has read proves nothing: its job reads it again from a
 * checkpoint. The watermark is above the minimum only once all readers of its run have started, so
 * what is queried after such a watermark is of the same run.
 */
public final class Proven {
  /** Longer than the time between two queries of the topic's ends. */
  private static final long MARGIN_MS = 2_000;

  private static final ReadTo NOTHING = ReadTo.nothing(0, ReadTo.First.NONE);

  /** Beyond this number, the pipeline is far behind, and further entries are dropped. */
  private static final int MAX_PENDING = 256;

  private final Set<String> partitions;
  private final boolean logAppendTime;

  /** How long the pipeline holds events, in milliseconds; negative if it holds none. */
  private final long hold;

  private final Map<String, Long> runs = new TreeMap<>();
  private final Map<String, Deque<ReadTo>> pending = new TreeMap<>();
  private final Map<String, Long> passed = new TreeMap<>();

  /**
   * @param partitions of the topic, as in positions
   */
  public Proven(Set<String> partitions, boolean logAppendTime) {
    this(partitions, logAppendTime, -1);
  }

  private Proven(Set<String> partitions, boolean logAppendTime, long hold) {
    this.partitions = partitions;
    this.logAppendTime = logAppendTime;
    this.hold = hold;
  }

  /**
   * Creates the proof for a pipeline that holds events of topics with LogAppendTime until the
   * watermark has passed them. Their positions prove nothing, but a record that a topic held at an
   * instant is not known later, apart from the difference of the clocks.
   *
   * @param wait how much later than its known time an event leaves the pipeline, in milliseconds
   */
  public static Proven holding(Set<String> partitions, long wait) {
    return new Proven(partitions, true, wait);
  }

  /**
   * The instant in milliseconds since 1970, by the readers' clock; {@link Long#MIN_VALUE} for none.
   *
   * @param complete the positions of complete checkpoints
   * @param read the positions of the readers, asked for after the watermark
   * @param watermark of the states in the store
   */
  public long upTo(Map<String, TopicPosition> complete, Map<String, ReadTo> read, long watermark) {
    long least = Long.MAX_VALUE;
    for (String partition : partitions) {
      TopicPosition at = hold < 0 ? complete.get(partition) : null;
      long checkpointed = at == null ? Long.MIN_VALUE : at.completeAt();
      long written = passed(partition, read.getOrDefault(partition, NOTHING), watermark);
      least = Math.min(least, Math.max(checkpointed, written));
    }
    return logAppendTime && hold < 0 && least > Long.MIN_VALUE
        ? Math.max(least, Math.min(watermark, least + MARGIN_MS))
        : least;
  }

  private boolean isPassed(ReadTo read, long watermark) {
    return hold < 0 ? read.watermark() < watermark : read.at() + MARGIN_MS + hold < watermark;
  }

  private long passed(String partition, ReadTo read, long watermark) {
    Deque<ReadTo> waiting = pending.computeIfAbsent(partition, p -> new ArrayDeque<>());
    Long last = runs.put(partition, read.run());
    if (read.isNothing() || last == null || last != read.run()) { // a reader began again
      waiting.clear();
      passed.remove(partition);
    }
    if (!read.isNothing() && waiting.size() < MAX_PENDING && !read.equals(waiting.peekLast())) {
      waiting.add(read);
    }
    while (!waiting.isEmpty() && isPassed(waiting.peek(), watermark)) {
      passed.merge(partition, waiting.remove().at(), Math::max);
    }
    return passed.getOrDefault(partition, Long.MIN_VALUE);
  }
}
