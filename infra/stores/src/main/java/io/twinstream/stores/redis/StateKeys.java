package io.twinstream.stores.redis;

import io.twinstream.stores.Generation;
import io.twinstream.stores.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds the keys of the states of entities: {@code project:view@version#generation:entity}. On a
 * Redis Cluster, the entity is in braces: {@code project:view@version#generation:{entity}}. There,
 * only what is in braces selects the slot, so that one command reads the states of all views of an
 * entity.
 */
final class StateKeys {
  /*
   * Neither project nor view contains ':' or '#', and the number is digits, so the entity is
   * everything after the second ':'. Hence no two entities share a key.
   *
   * The slot is that of the text between the first opening and the next closing brace. If the
   * entity contains a closing brace, that is a part of it; if it begins with one, the whole key
   * counts, and the views of such an entity have different slots.
   */
  private static final byte[] NOTHING = {};

  private final String opens;
  private final byte[] closes;

  StateKeys(boolean cluster) {
    opens = cluster ? ":{" : ":";
    closes = cluster ? new byte[] {'}'} : NOTHING;
  }

  /** Returns what precedes the entity in the keys of a generation. */
  byte[] prefix(Generation generation) {
    return (generation + opens).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @param prefix of the generation
   */
  byte[] key(byte[] prefix, String entity) {
    byte[] key = Arrays.copyOf(prefix, prefix.length + entity.length() + closes.length);
    for (int i = 0; i < entity.length(); i++) {
      char c = entity.charAt(i);
      if (c >= 0x80) {
        return wideKey(prefix, entity);
      }
      key[prefix.length + i] = (byte) c; // Most ids are ASCII and need no encoder.
    }
    close(key);
    return key;
  }

  private byte[] wideKey(byte[] prefix, String entity) {
    byte[] id = Keys.requireText(entity).getBytes(StandardCharsets.UTF_8);
    byte[] key = Arrays.copyOf(prefix, prefix.length + id.length + closes.length);
    System.arraycopy(id, 0, key, prefix.length, id.length);
    close(key);
    return key;
  }

  private void close(byte[] key) {
    System.arraycopy(closes, 0, key, key.length - closes.length, closes.length);
  }

  /**
   * @param prefix of the generation
   */
  String entity(byte[] prefix, byte[] key) {
    try {
      int length = key.length - prefix.length - closes.length;
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(key, prefix.length, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new StoreException("a key of the online store is not UTF-8", e);
    }
  }
}
