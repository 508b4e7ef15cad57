package io.twinstream.stores.redis;

import io.twinstream.stores.StoredState;
import java.nio.ByteBuffer;

/**
 * Encodes a state as a Redis value: 16 bytes of version, which {@code write.lua} reads, then the
 * state.
 */
final class StateValue {
  private static final int VERSION_BYTES = 16;

  private StateValue() {}

  static byte[] encode(StoredState state) {
    byte[] value = new byte[VERSION_BYTES + state.bytes().length];
    ByteBuffer.wrap(value).putLong(state.newest()).putLong(state.count()).put(state.bytes());
    return value;
  }

  static StoredState decode(ByteBuffer value) {
    if (value.remaining() < VERSION_BYTES) {
      throw new IllegalArgumentException("the value is shorter than a version");
    }
    long newest = value.getLong();
    long count = value.getLong();
    byte[] bytes = new byte[value.remaining()];
    value.get(bytes);
    return new StoredState(newest, count, bytes);
  }
}
