package io.twinstream.features.event;

import java.util.Objects;

/**
 * A record as it came, before anything was made of it.
 *
 * @param position where it stands
 * @param known when the platform could first have used it, in milliseconds since 1970
 * @param payload its bytes; never changed after construction
 */
@SuppressWarnings("ArrayRecordComponent") // compared by position; the bytes are shared, not copied
public record RawRecord(Position position, long known, byte[] payload) {
  public RawRecord {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(payload, "payload");
  }
}
