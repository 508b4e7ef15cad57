package io.twinstream.features.event;

import java.util.Objects;

/**
 * Where a record stands: what makes it this record and no other, durably.
 *
 * @param origin the topic with its id, as {@link TopicId} writes it, or the file name
 * @param partition the Kafka partition; 0 for files
 * @param offset the Kafka offset, or the row of the file, from 0
 */
public record Position(String origin, int partition, long offset) implements Comparable<Position> {
  public Position {
    Objects.requireNonNull(origin, "origin");
  }

  @Override
  public int compareTo(Position other) {
    // The names of positions that are compared are mostly one object.
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
