package io.twinstream.features.event;

import java.util.List;
import java.util.Objects;

/**
 * What a producer sent beside a record's value. Nothing that a feature is depends on it; dead
 * letters keep it, so that the record can be sent again as it was.
 *
 * @param key null if it has none
 * @param timestamp in milliseconds since 1970; {@link #NO_TIMESTAMP} if there is none, as in files
 * @param headers in their order; a name may come more than once
 */
@SuppressWarnings("ArrayRecordComponent") // known by the record's position; shared, never changed
public record Envelope(byte[] key, long timestamp, List<Header> headers) {
  /** Kafka's own. */
  public static final long NO_TIMESTAMP = -1;

  /** Of a row of a file. */
  public static final Envelope NONE = new Envelope(null, NO_TIMESTAMP, List.of());

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
  }

  public Envelope {
    headers = List.copyOf(headers);
  }
}
