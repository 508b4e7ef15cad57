package io.twinstream.features.event;

import java.util.Objects;

/**
 * Offsets of a partition that hold nothing to decode: of a record without a value, by which a
 * producer deletes a key (a tombstone), or of none, as where a transaction ended or was aborted.
 * Nothing is wrong with them, and nothing is missing.
 *
 * @param position the last of them
 * @param count how many there are
 * @param known the greatest time of the partition up to them; {@link Long#MIN_VALUE} for none
 */
public record Skipped(Position position, long count, long known) implements Decoded {
  public Skipped {
    Objects.requireNonNull(position, "position");
    if (count < 1) {
      throw new IllegalArgumentException(count + " offsets");
    }
  }

  /** The first of them. */
  public long first() {
    return position.offset() - count + 1;
  }
}
