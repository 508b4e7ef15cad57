package io.twinstream.features.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The key, timestamp and headers that a producer sent with a record. No feature depends on them;
 * dead letters keep them, so that the record can be sent again unchanged.
 *
 * @param key null if the record has none
 * @param timestamp in milliseconds since 1970; {@link #NO_TIMESTAMP} if there is none, as in files
 * @param headers in their order; a name may occur more than once
 * @param cut whether the record has more of a key, or more headers
 */
// Identified by the position of the record; the bytes are shared, never changed.
@SuppressWarnings("ArrayRecordComponent")
public record Envelope(byte[] key, long timestamp, List<Header> headers, boolean cut) {
  /** Kafka's value for a missing timestamp. */
  public static final long NO_TIMESTAMP = -1;

  /** The envelope of a row of a file. */
  public static final Envelope NONE = new Envelope(null, NO_TIMESTAMP, List.of());

  /** The maximal size of a stored header besides its name and value. */
  private static final long HEADER_OVERHEAD = 32;

  /**
   * A header.
   *
   * @param value null if it has none
   */
  @SuppressWarnings("ArrayRecordComponent") // Shared, never changed.
  public record Header(String name, byte[] value) {
    public Header {
      Objects.requireNonNull(name, "name");
    }

    private long size() {
      return HEADER_OVERHEAD
          + name.getBytes(StandardCharsets.UTF_8).length
          + (value == null ? 0 : value.length);
    }
  }

  public Envelope {
    headers = List.copyOf(headers);
  }

  /** Creates a complete envelope. */
  public Envelope(byte[] key, long timestamp, List<Header> headers) {
    this(key, timestamp, headers, false);
  }

  /**
   * Returns a copy that fits into this many bytes: the key, or its first part, then as many headers
   * as fit.
   */
  public Envelope within(int bytes) {
    long keySize = key == null ? 0 : key.length;
    if (keySize + headers.stream().mapToLong(Header::size).sum() <= bytes) {
      return this;
    }
    long left = bytes - Math.min(keySize, bytes);
    List<Header> kept = new ArrayList<>();
    for (Header header : headers) {
      left -= header.size();
      if (left < 0) {
        break;
      }
      kept.add(header);
    }
    return new Envelope(keySize > bytes ? Arrays.copyOf(key, bytes) : key, timestamp, kept, true);
  }
}
