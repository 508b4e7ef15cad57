package io.twinstream.cli.size;

/**
 * The memory that Redis takes for a key with a state: the key, the value, an object, an entry in
 * the table of keys and, with an expiry, one in the table of expiries. {@code jemalloc} rounds each
 * up. {@code RedisMemoryTest} compares it with a real server.
 */
final class RedisMemory {
  /** The store puts the version of the state before it. */
  private static final int VERSION = 16;

  private static final int OBJECT = 16;
  private static final int ENTRY = 32;

  /** Tables double when they are full, so that an entry has 1 to 2 places; on average 1.5. */
  private static final int PLACES = 12;

  private static final int MAX_SHORT_TEXT = 255;

  private RedisMemory() {}

  /**
   * @param key the length of the key
   * @param state the encoded size of the state
   */
  static long of(int key, long state, boolean expires) {
    long value = VERSION + state;
    long entries = (ENTRY + PLACES) * (expires ? 2L : 1L);
    return text(key) + text(value) + OBJECT + entries;
  }

  /** Bytes of text with its header and its end. */
  private static long text(long length) {
    return allocated(length + (length > MAX_SHORT_TEXT ? 5 : 3) + 1);
  }

  /** Returns the size class of jemalloc: multiples of 16 to 128, then four classes per doubling. */
  static long allocated(long size) {
    if (size <= 128) {
      return (size + 15) / 16 * 16;
    }
    long step = Long.highestOneBit(size - 1) / 4;
    return (size + step - 1) / step * step;
  }
}
