package io.twinstream.cli.letters;

import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Envelope;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.TopicId;
import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Utils;

/**
 * Where dead letters are sent, and the known time that each will have there. A record goes to the
 * partition of its original; in another topic, to that of its key.
 */
final class Destinations implements AutoCloseable {
  private final Topics topics;
  private final Optional<String> target;
  private final boolean now;
  private final long present;
  private final Map<String, Optional<Topic>> byName = new HashMap<>();

  /**
   * @param target the topic for all of them, instead of that of each original
   * @param now whether the records get the current time instead of their own timestamps
   * @param present the current time in milliseconds since 1970
   */
  Destinations(KafkaClients kafka, Optional<String> target, boolean now, long present) {
    this.topics = Topics.of(kafka);
    this.target = target;
    this.now = now;
    this.present = present;
  }

  /** A topic, and the greatest timestamp in each of its partitions. */
  private static final class Topic {
    final TopicId id;
    final boolean logAppendTime;
    final TreeMap<Integer, Long> newest;
    int withoutKey;

    Topic(TopicId id, boolean logAppendTime, TreeMap<Integer, Long> newest) {
      this.id = id;
      this.logAppendTime = logAppendTime;
      this.newest = newest;
    }
  }

  /**
   * Where a record is sent.
   *
   * @param timestamp its timestamp; the broker's, if that sets them, is about the same
   * @param known its known time then
   */
  record Destination(TopicId topic, int partition, long timestamp, long known) {
    /** Returns the record as the topic will have it. */
    RawRecord record(EditedLetter edited) {
      return new RawRecord(
          new Position(topic.toString(), partition, Long.MAX_VALUE),
          known,
          timestamp,
          edited.payload(),
          0,
          edited.letter().envelope());
    }
  }

  /**
   * Returns the destination of the next record; empty if its topic no longer exists under this id,
   * or it was not on a topic, and no target is given.
   */
  Optional<Destination> of(DeadLetter letter) {
    TopicId from = TopicId.parse(letter.position().origin());
    Topic topic =
        byName.computeIfAbsent(target.orElse(from.name()), name -> find(name)).orElse(null);
    if (topic == null || (target.isEmpty() && !topic.id.equals(from))) {
      return Optional.empty();
    }
    Envelope envelope = letter.envelope();
    int own = letter.position().partition();
    int partition =
        topic.id.equals(from) && topic.newest.containsKey(own)
            ? own
            : partition(topic, envelope.key());
    boolean stamped = now || topic.logAppendTime || envelope.timestamp() == Envelope.NO_TIMESTAMP;
    long timestamp = stamped ? present : envelope.timestamp();
    long known = Math.max(timestamp, topic.newest.get(partition));
    return Optional.of(new Destination(topic.id, partition, timestamp, known));
  }

  /** Records that this one is sent: later ones of its partition are known after it. */
  void sent(Destination to) {
    byName.get(to.topic.name()).orElseThrow().newest.put(to.partition, to.known);
  }

  private Optional<Topic> find(String name) {
    Optional<Topics.Described> found =
        target.isPresent() ? Optional.of(topics.describe(name)) : topics.find(name);
    return found.map(
        topic -> new Topic(topic.topic(), topics.logAppendTime(name), topics.newest(name)));
  }

  /** Chooses as Kafka's producers do; without a key, one after the other. */
  private static int partition(Topic topic, byte[] key) {
    int count = topic.newest.size();
    return key == null ? topic.withoutKey++ % count : Utils.toPositive(Utils.murmur2(key)) % count;
  }

  @Override
  public void close() {
    topics.close();
  }
}
