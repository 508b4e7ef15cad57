package io.twinstream.pipelines.stream;

import io.twinstream.stores.ReadTo;
import io.twinstream.stores.TopicPosition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Up to when nothing of a topic is missing in the store, by what is proven: a complete checkpoint
 * is past what the topic held then, or the watermark is past that of the reader that had read it.
 *
 * <p>The watermark itself proves nothing with the producers' times, of which one may be far in the
 * future. The broker's are when records came: with them it counts too, to be quick, up to a margin
 * beyond what is proven, since a broker's clock may be wrong as well.
 */
public final class Proven {
  /** Above the time between two questions where the topic ends. */
  private static final long MARGIN_MS = 2_000;

  /** More are of a pipeline that is far behind. */
  private static final int MAX_PENDING = 256;

  private final Set<String> partitions;
  private final boolean logAppendTime;
  private final Map<String, Deque<ReadTo>> pending = new TreeMap<>();
  private final Map<String, Long> passed = new TreeMap<>();

  /**
   * @param partitions of the topic, as positions name them
   */
  public Proven(Set<String> partitions, boolean logAppendTime) {
    this.partitions = partitions;
    this.logAppendTime = logAppendTime;
  }

  /**
   * In milliseconds since 1970, by the readers' clock; {@link Long#MIN_VALUE} if never.
   *
   * @param complete of complete checkpoints
   * @param read how far readers are, asked for after the watermark
   * @param watermark of what is in the store
   */
  public long upTo(Map<String, TopicPosition> complete, Map<String, ReadTo> read, long watermark) {
    long least = Long.MAX_VALUE;
    for (String partition : partitions) {
      TopicPosition at = complete.get(partition);
      long checkpointed = at == null ? Long.MIN_VALUE : at.completeAt();
      long written = passed(partition, read.getOrDefault(partition, ReadTo.NOTHING), watermark);
      least = Math.min(least, Math.max(checkpointed, written));
    }
    return logAppendTime && least > Long.MIN_VALUE
        ? Math.max(least, Math.min(watermark, least + MARGIN_MS))
        : least;
  }

  private long passed(String partition, ReadTo read, long watermark) {
    Deque<ReadTo> waiting = pending.computeIfAbsent(partition, p -> new ArrayDeque<>());
    if (read.equals(ReadTo.NOTHING)) {
      waiting.clear();
      passed.remove(partition);
    } else if (waiting.size() < MAX_PENDING && !read.equals(waiting.peekLast())) {
      waiting.add(read);
    }
    while (!waiting.isEmpty() && waiting.peek().watermark() < watermark) {
      passed.merge(partition, waiting.remove().at(), Math::max);
    }
    return passed.getOrDefault(partition, Long.MIN_VALUE);
  }
}
