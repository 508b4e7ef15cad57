package io.twinstream.features.event;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A record that could not become an event, kept with its bytes, position and reason.
 *
 * @param source the name of the source
 * @param position the position of the record
 * @param known its known time in milliseconds since 1970; for a history file whose row has no
 *     readable known time, the greatest known time before it in the file, or 0 at the beginning of
 *     the file
 * @param reason the class of the problem
 * @param detail the problem in words: field, value, expectation
 * @param payload the original bytes, or the first {@link #MAX_PAYLOAD} of them
 * @param size the number of bytes of the original
 * @param sha256 the hash of the original in hexadecimal; empty unless the payload is cut
 * @param envelope the key, timestamp and headers of the record, cut to {@link #MAX_ENVELOPE} bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by position; the bytes are shared, not copied.
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
   * The maximal number of bytes of the original in a dead letter. Together with the key and
   * headers, it stays below Kafka's default limit for a record.
   */
  public static final int MAX_PAYLOAD = 512 * 1024;

  /** The maximal number of bytes of the key and the headers together. */
  public static final int MAX_ENVELOPE = 256 * 1024;

  public DeadLetter {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(envelope, "envelope");
  }

  /**
   * Creates a dead letter with the original, or with its first part and its hash if it is large.
   */
  public static DeadLetter of(
      String source, Position position, long known, Reason reason, String detail, byte[] original) {
    DeadLetter whole =
        new DeadLetter(
            source, position, known, reason, detail, original, original.length, "", Envelope.NONE);
    return whole.withPayloadWithin(MAX_PAYLOAD);
  }

  /** Adds the key, timestamp and headers of the record, cut to the limit. */
  public DeadLetter withEnvelope(Envelope sent) {
    Envelope kept = sent.within(MAX_ENVELOPE);
    boolean said = envelope.cut() || !kept.cut();
    String told =
        said ? detail : detail + "; its key or headers are cut: the original is at " + position;
    return new DeadLetter(source, position, known, reason, told, payload, size, sha256, kept);
  }

  /**
   * Returns a copy with at most this many bytes of the original, and as many of its key and
   * headers.
   */
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

  /**
   * Returns what identifies it among dead letters: the position, with the source if that is
   * enriched, since several may have failed there.
   */
  public String id() {
    return isOriginal() ? position.toString() : position + " " + source;
  }

  /** Reports whether it is the original of a record, and not an event made of an accepted one. */
  public boolean isOriginal() {
    return reason != Reason.NOT_ENRICHED;
  }

  /** Reports whether the payload is only the first part of the original. */
  public boolean isPayloadCut() {
    return payload.length < size;
  }

  /** Reports whether the payload, the key or the headers are cut. */
  public boolean isCut() {
    return isPayloadCut() || envelope.cut();
  }

  /** Returns a copy with another known time. */
  public DeadLetter withKnown(long millis) {
    return new DeadLetter(
        source, position, millis, reason, detail, payload, size, sha256, envelope);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime lacks SHA-256", e);
    }
  }
}
