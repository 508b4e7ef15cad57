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
 * @param payload the original bytes, or their first if there are more than {@link #MAX_PAYLOAD}
 * @param size how many bytes the original has
 * @param sha256 of the original, in hexadecimal; empty unless the payload is cut
 * @param envelope what its producer sent beside the payload, or the first {@link #MAX_ENVELOPE}
 *     bytes of that
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

  /**
   * How many bytes of the original a dead letter keeps: with those of its key and headers below
   * Kafka's default limit of a record.
   */
  public static final int MAX_PAYLOAD = 512 * 1024;

  /** How many bytes it keeps of the key and the headers together. */
  public static final int MAX_ENVELOPE = 256 * 1024;

  public DeadLetter {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(envelope, "envelope");
  }

  /** Keeps the original, or its first part and its hash if it is large. */
  public static DeadLetter of(
      String source, Position position, long known, Reason reason, String detail, byte[] original) {
    DeadLetter whole =
        new DeadLetter(
            source, position, known, reason, detail, original, original.length, "", Envelope.NONE);
    return whole.withPayloadWithin(MAX_PAYLOAD);
  }

  /** With what its producer sent beside the payload, as far as it is kept. */
  public DeadLetter withEnvelope(Envelope sent) {
    Envelope kept = sent.within(MAX_ENVELOPE);
    boolean said = envelope.cut() || !kept.cut();
    String told =
        said ? detail : detail + "; its key or headers are cut: the original is at " + position;
    return new DeadLetter(source, position, known, reason, told, payload, size, sha256, kept);
  }

  /** With no more than so many bytes of the original, and as many of its key and headers. */
  public DeadLetter within(int bytes) {
    return withPayloadWithin(bytes).withEnvelope(envelope.within(bytes));
  }

  private DeadLetter withPayloadWithin(int bytes) {
    if (payload.length <= bytes) {
      return this;
    }
    String hash = sha256.isEmpty() ? sha256(payload) : sha256;
    byte[] first = Arrays.copyOf(payload, bytes);
    return new DeadLetter(source, position, known, reason, detail, first, size, hash, envelope);
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
