package io.twinstream.features.event;

import java.util.Objects;

/**
 * A record that became no event.
 *
 * @param source the source's name
 * @param position where the record stands
 * @param known when it was known, in milliseconds since 1970
 * @param reason the class of the problem
 * @param detail what was wrong, for people: field, value, expectation
 * @param payload the original bytes, or their first {@link #MAX_PAYLOAD} if there are more
 * @param size how many bytes the original has
 * @param sha256 of the original, in hexadecimal; empty unless the payload is cut
 */
@SuppressWarnings("ArrayRecordComponent") // compared by position; the bytes are shared, not copied
public record DeadLetter(
    String source,
    Position position,
    long known,
    Reason reason,
    String detail,
    byte[] payload,
    long size,
    String sha256) {

  /** How many bytes of the original a dead letter keeps: below Kafka's default record limit. */
  public static final int MAX_PAYLOAD = 512 * 1024;

  public DeadLetter {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(reason, "reason");
  }
}
