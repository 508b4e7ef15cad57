package io.twinstream.features.event;

import java.io.Serializable;
import java.util.Objects;

/**
 * A topic, by its name and the id that Kafka gave it: one that is deleted and created again under
 * its name has another id, and its offsets are of other records.
 */
public record TopicId(String name, String id) implements Serializable {
  /** In no topic's name, and in no id. */
  private static final char SEPARATOR = '#';

  public TopicId {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(id, "id");
  }

  /** The topic of a text that {@link #toString} made; without an id if the text has none. */
  public static TopicId parse(String text) {
    int at = text.indexOf(SEPARATOR);
    return at < 0
        ? new TopicId(text, "")
        : new TopicId(text.substring(0, at), text.substring(at + 1));
  }

  /** The origin of its records' positions: {@code NAME#ID}. */
  @Override
  public String toString() {
    return id.isEmpty() ? name : name + SEPARATOR + id;
  }

  /** The name of a partition of the topic: {@code NAME#ID/NUMBER}. */
  public String partition(int number) {
    return this + "/" + number;
  }
}
