package io.twinstream.features.event;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;

/**
 * The 64-bit XXH3 hash of (id, ts, canonical content of the declared fields). What goes in, in this
 * order, is fixed for ever: states and archives hold identities. Scratch: for one thread.
 */
final class EventIdentity {
  private final HashStream64 hash = Hashing.xxh3_64().hashStream();

  long of(String id, long ts, long[] bits, String[] texts, boolean[] present) {
    hash.reset().putString(id).putLong(ts);
    for (int slot = 0; slot < present.length; slot++) {
      hash.putBoolean(present[slot]);
      if (texts[slot] != null) {
        hash.putString(texts[slot]);
      } else if (present[slot]) {
        hash.putLong(bits[slot]);
      }
    }
    return hash.getAsLong();
  }
}
