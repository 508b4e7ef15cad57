package io.twinstream.features.event;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A record that became no event.
 *
 * @param source the source's name
 * @param position where the record stands
 * @param known when it was known, in milliseconds since 1970; of history whose record does not say,
 *     the greatest known time before it in its file, 0 at the file's beginning
 * @param reason the class of the problem
 * @param detail what was wrong, for people: field, value, expectation
 * @param payload the original bytes, or their first {@link #MAX_PAYLOAD} if there are more
 * @param size how many bytes the original has
 * @param sha256 of the original, in hexadecimal; empty unless the payload is cut
 * @param envelope what its producer sent beside the payload
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
    String sha256,
    Envelope envelope)
    implements Decoded {

  /** How many bytes of the original a dead letter keeps: below Kafka's default record limit. */
  public static final int MAX_PAYLOAD = 512 * 1024;

  public DeadLetter {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(envelope, "envelope");
  }

  /** Keeps the original, or its first part and its hash if it is large. */
  public static DeadLetter of(
      String source, Position position, long known, Reason reason, String detail, byte[] original) {
    boolean cut = original.length > MAX_PAYLOAD;
    byte[] payload = cut ? Arrays.copyOf(original, MAX_PAYLOAD) : original;
    String hash = cut ? sha256(original) : "";
    return new DeadLetter(
        source, position, known, reason, detail, payload, original.length, hash, Envelope.NONE);
  }

  /** With what its producer sent beside the payload. */
  public DeadLetter withEnvelope(Envelope sent) {
    return new DeadLetter(source, position, known, reason, detail, payload, size, sha256, sent);
  }

  /** The same with another known time. */
  public DeadLetter withKnown(long millis) {
    return new DeadLetter(
        source, position, millis, reason, detail, payload, size, sha256, envelope);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
