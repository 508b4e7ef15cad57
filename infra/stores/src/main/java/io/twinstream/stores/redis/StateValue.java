package io.twinstream.stores.redis;

import io.twinstream.stores.StoredState;
import java.nio.ByteBuffer;

/**
 * How a state is a value in Redis: its version in 16 bytes, as {@code write.lua} reads it, first.
 */
final class StateValue {
  private static final int VERSION_BYTES = 16;

  private StateValue() {}

  static byte[] encode(StoredState state) {
    byte[] value = new byte[VERSION_BYTES + state.bytes().length];
    ByteBuffer.wrap(value).putLong(state.newest()).putLong(state.mass()).put(state.bytes());
    return value;
  }

  static StoredState decode(ByteBuffer value) {
    if (value.remaining() < VERSION_BYTES) {
      throw new IllegalArgumentException("it is shorter than a version");
    }
    long newest = value.getLong();
    long mass = value.getLong();
    byte[] bytes = new byte[value.remaining()];
    value.get(bytes);
    return new StoredState(newest, mass, bytes);
  }
}
