package io.twinstream.features.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What a producer sent beside a record's value. Nothing that a feature is depends on it; dead
 * letters keep it, so that the record can be sent again as it was.
 *
 * @param key null if it has none
 * @param timestamp in milliseconds since 1970; {@link #NO_TIMESTAMP} if there is none, as in files
 * @param headers in their order; a name may come more than once
 * @param cut whether the record has more of a key, or more headers
 */
@SuppressWarnings("ArrayRecordComponent") // known by the record's position; shared, never changed
public record Envelope(byte[] key, long timestamp, List<Header> headers, boolean cut) {
  /** Kafka's own. */
  public static final long NO_TIMESTAMP = -1;

  /** Of a row of a file. */
  public static final Envelope NONE = new Envelope(null, NO_TIMESTAMP, List.of());

  /** What a header takes beside its name and value where it is kept, at most. */
  private static final long HEADER_OVERHEAD = 32;

  /**
   * A header.
   *
   * @param value null if it has none
   */
  @SuppressWarnings("ArrayRecordComponent") // as above
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

  /** All that a record has. */
  public Envelope(byte[] key, long timestamp, List<Header> headers) {
    this(key, timestamp, headers, false);
  }

  /** With the first part of a key that is longer, and the first headers that have room with it. */
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
