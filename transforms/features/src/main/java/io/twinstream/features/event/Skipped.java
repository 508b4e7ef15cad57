package io.twinstream.features.event;

import java.util.Objects;

/**
 * Offsets of a partition that hold nothing to decode: a record without a value, with which a
 * producer deletes a key (a tombstone), or an offset without a record, as at the end of a
 * transaction. They are not errors, and no data is missing.
 *
 * @param position the position of the last offset
 * @param count the number of offsets
 * @param known the greatest time of the partition up to them; {@link Long#MIN_VALUE} for none
 */
public record Skipped(Position position, long count, long known) implements Decoded {
  public Skipped {
    Objects.requireNonNull(position, "position");
    if (count < 1) {
      throw new IllegalArgumentException(count + " offsets");
    }
  }

  /** Returns the first offset. */
  public long first() {
    return position.offset() - count + 1;
  }
}
