package io.twinstream.features.event;

import java.util.Objects;

/**
 * A record as it came, before anything was made of it; or offsets at which there is no record.
 *
 * @param position where it stands; the last of the offsets without a record
 * @param known when the platform could first have used it, in milliseconds since 1970: the greatest
 *     time of its partition up to it
 * @param time what its producer says that its time is, no later than it was known; the same as that
 *     if the broker stamps records
 * @param payload its bytes; never changed after construction; null if it has no value
 * @param skipped how many offsets without a record it stands for; 0 for a record
 * @param envelope what its producer sent beside the payload
 */
@SuppressWarnings("ArrayRecordComponent") // compared by position; the bytes are shared, not copied
public record RawRecord(
    Position position, long known, long time, byte[] payload, long skipped, Envelope envelope) {
  public RawRecord {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(envelope, "envelope");
  }

  /** A record without an envelope, as a row of a file, or offsets without a record. */
  public RawRecord(Position position, long known, long time, byte[] payload, long skipped) {
    this(position, known, time, payload, skipped, Envelope.NONE);
  }

  /** A record with a time of its own. */
  public RawRecord(Position position, long known, long time, byte[] payload) {
    this(position, known, time, payload, 0);
  }

  /** A record whose time is when it was known. */
  public RawRecord(Position position, long known, byte[] payload) {
    this(position, known, known, payload);
  }
}
