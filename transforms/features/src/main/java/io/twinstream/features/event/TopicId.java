package io.twinstream.features.event;

import java.io.Serializable;
import java.util.Objects;

/**
 * A topic, identified by its name and the id that Kafka gave it. A topic that was deleted and
 * created again has another id, and its offsets mean other records.
 */
public record TopicId(String name, String id) implements Serializable {
  /** Occurs in no topic name and in no id. */
  private static final char SEPARATOR = '#';

  public TopicId {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(id, "id");
  }

  /** Parses the text of {@link #toString}; the id is empty if the text has none. */
  public static TopicId parse(String text) {
    int at = text.indexOf(SEPARATOR);
    return at < 0
        ? new TopicId(text, "")
        : new TopicId(text.substring(0, at), text.substring(at + 1));
  }

  /** Returns the origin of the positions of its records: {@code NAME#ID}. */
  @Override
  public String toString() {
    return id.isEmpty() ? name : name + SEPARATOR + id;
  }

  /** Returns the name of a partition of the topic: {@code NAME#ID/NUMBER}. */
  public String partition(int number) {
    return this + "/" + number;
  }
}
