package io.twinstream.features.event;

import java.util.Objects;

/**
 * The position of a record, which identifies it permanently.
 *
 * @param origin the topic with its id, as {@link TopicId} writes it, or the name of the file
 * @param partition the Kafka partition; 0 for files
 * @param offset the Kafka offset, or the number of the row in the file, from 0
 */
public record Position(String origin, int partition, long offset) implements Comparable<Position> {
  public Position {
    Objects.requireNonNull(origin, "origin");
  }

  /**
   * Parses the text of {@link #toString}.
   *
   * @throws IllegalArgumentException if it is not that of a position
   */
  public static Position parse(String text) {
    int slash = text.lastIndexOf('/');
    int at = text.lastIndexOf('@');
    try {
      if (slash > 0 && at > slash) {
        return new Position(
            text.substring(0, slash),
            Integer.parseInt(text.substring(slash + 1, at)),
            Long.parseLong(text.substring(at + 1)));
      }
    } catch (NumberFormatException e) {
      throw noPosition(text, e);
    }
    throw noPosition(text, null);
  }

  private static IllegalArgumentException noPosition(String text, Exception cause) {
    return new IllegalArgumentException(
        "'" + text + "' is not a position; write it as TOPIC#ID/PARTITION@OFFSET", cause);
  }

  @Override
  public int compareTo(Position other) {
    // The origins of compared positions are mostly the same object.
    @SuppressWarnings("StringEquality")
    int c = origin == other.origin ? 0 : origin.compareTo(other.origin);
    c = c != 0 ? c : Integer.compare(partition, other.partition);
    return c != 0 ? c : Long.compare(offset, other.offset);
  }

  @Override
  public String toString() {
    return origin + "/" + partition + "@" + offset;
  }
}
