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
