package io.twinstream.features.event;

import java.util.Objects;

/**
 * A record without a value, by which producers delete a key of a compacted topic: no event, and
 * nothing is wrong with it.
 */
public record Tombstone(Position position, long known) implements Decoded {
  public Tombstone {
    Objects.requireNonNull(position, "position");
  }
}
