package io.twinstream.cli.letters;

import io.twinstream.cli.letters.Destinations.Destination;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Position;
import io.twinstream.kafka.TopicAdmin;
import io.twinstream.kafka.TopicContents;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A compacted topic with what became of each dead letter: to which topic, by its id, its record was
 * sent, or that it was dropped. An entry is written in the transaction of the record, so one is
 * never there without the other.
 */
final class ReplayLedger {
  private static final String SEPARATOR = " > ";
  private static final String DROPPED = "dropped";

  private final String topic;
  private final Set<String> keys = new HashSet<>();
  private final Set<String> letters = new HashSet<>();

  private ReplayLedger(String topic) {
    this.topic = topic;
  }

  /** Creates the topic if it does not exist. */
  static void create(String brokers, String topic) {
    try (TopicAdmin admin = TopicAdmin.connect(brokers)) {
      if (admin.find(topic).isEmpty()) {
        admin.create(
            topic,
            Optional.of(1),
            Optional.empty(),
            Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
      }
    }
  }

  /**
   * Reads the committed entries; none if the topic does not exist.
   *
   * @throws IllegalArgumentException if Kafka may delete entries of the topic
   */
  static ReplayLedger read(String brokers, String topic) {
    ReplayLedger ledger = new ReplayLedger(topic);
    try (TopicAdmin admin = TopicAdmin.connect(brokers)) {
      Optional<TopicAdmin.Existing> found = admin.find(topic);
      if (found.isEmpty()) {
        return ledger;
      }
      String policy = found.get().configs().get(TopicConfig.CLEANUP_POLICY_CONFIG);
      if (!TopicConfig.CLEANUP_POLICY_COMPACT.equals(policy)) {
        throw new IllegalArgumentException(
            ("the topic '%s' has %s=%s, so Kafka may forget which dead letters were sent; set it to"
                    + " compact, or name another topic by --ledger")
                .formatted(topic, TopicConfig.CLEANUP_POLICY_CONFIG, policy));
      }
    }
    new TopicContents(brokers, topic)
        .forEachRecord(
            record -> {
              String key = new String(record.key(), StandardCharsets.UTF_8);
              int end = key.lastIndexOf(SEPARATOR);
              if (end < 0) {
                throw new IllegalArgumentException(
                    "the topic '%s' is no ledger of dead letters: offset %d has the key '%s'"
                        .formatted(topic, record.offset(), key));
              }
              ledger.keys.add(key);
              ledger.letters.add(key.substring(0, end));
            });
    return ledger;
  }

  /** Reports whether a letter was sent anywhere, or dropped. */
  boolean has(DeadLetter letter) {
    return letters.contains(letter.id());
  }

  boolean hasDropped(DeadLetter letter) {
    return keys.contains(letter.id() + SEPARATOR + DROPPED);
  }

  /** Reports whether the record of a letter was sent to this topic. */
  boolean hasSent(DeadLetter letter, Destination to) {
    return keys.contains(letter.id() + SEPARATOR + to.topic());
  }

  ProducerRecord<byte[], byte[]> dropped(DeadLetter letter) {
    return entry(letter.id() + SEPARATOR + DROPPED, "{}");
  }

  /**
   * Returns the entry of a record that was sent.
   *
   * @param offset its offset
   */
  ProducerRecord<byte[], byte[]> sent(EditedLetter edited, Destination to, long offset) {
    DeadLetter letter = edited.letter();
    return entry(
        letter.id() + SEPARATOR + to.topic(),
        "{\"to\":\"%s\",\"try\":%d,\"edited\":%b}"
            .formatted(
                new Position(to.topic().toString(), to.partition(), offset),
                Provenance.of(letter).next().tries(),
                edited.isEdited()));
  }

  private ProducerRecord<byte[], byte[]> entry(String key, String value) {
    return new ProducerRecord<>(
        topic, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
  }
}
