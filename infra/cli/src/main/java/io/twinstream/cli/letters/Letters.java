package io.twinstream.cli.letters;

import io.twinstream.features.event.DeadLetter;
import io.twinstream.kafka.DeadLetterRecords;
import io.twinstream.kafka.TopicContents;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the dead letters of a topic, each once, although a restore publishes some again. */
public final class Letters {
  private Letters() {}

  /** All dead letters of a topic, in order, by {@link DeadLetter#id}. */
  public static Map<String, DeadLetter> read(String bootstrapServers, String topic) {
    Map<String, DeadLetter> letters = new LinkedHashMap<>();
    new TopicContents(bootstrapServers, topic)
        .forEachRecord(
            record -> {
              DeadLetter letter = DeadLetterRecords.read(record);
              letters.putIfAbsent(letter.id(), letter);
            });
    return letters;
  }
}
