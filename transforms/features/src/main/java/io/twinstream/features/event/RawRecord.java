package io.twinstream.features.event;

import java.util.Objects;

/**
 * A record before decoding, or a range of offsets without a record.
 *
 * @param position the position of the record, or of the last offset without a record
 * @param known the known time in milliseconds since 1970: the greatest time in its partition up to
 *     it
 * @param time the timestamp of the record, at most {@code known}; equal to it if the broker sets
 *     timestamps (LogAppendTime)
 * @param payload the bytes of the value, never changed after construction; null if it has none
 * @param skipped the number of offsets without a record; 0 for a record
 * @param envelope the key, timestamp and headers of the record
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by position; the bytes are shared, not copied.
public record RawRecord(
    Position position, long known, long time, byte[] payload, long skipped, Envelope envelope) {
  public RawRecord {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(envelope, "envelope");
  }

  /**
   * Creates a record without an envelope, such as a row of a file, or a range of offsets without a
   * record.
   */
  public RawRecord(Position position, long known, long time, byte[] payload, long skipped) {
    this(position, known, time, payload, skipped, Envelope.NONE);
  }

  /** Creates a record whose timestamp may differ from its known time. */
  public RawRecord(Position position, long known, long time, byte[] payload) {
    this(position, known, time, payload, 0);
  }

  /** Creates a record whose timestamp is its known time. */
  public RawRecord(Position position, long known, byte[] payload) {
    this(position, known, known, payload);
  }
}
