package io.twinstream.stores.redis;

import io.twinstream.stores.Generation;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.ViewKey;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds the keys of the online store: {@code project:view@version#generation:entity}. */
final class Keys {
  /*
   * Neither project nor view contains ':' or '#', and the number is digits, so the entity is
   * everything after the second ':'. Hence no two entities share a key. Facts about a project, a
   * view or a generation are stored under the prefixes themselves, which no key of an entity can
   * equal. Each script touches one key, so the layout also works on Redis Cluster.
   */
  private Keys() {}

  static byte[] project(String project) {
    return project.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] definitions(String project) {
    return (project + "#definitions").getBytes(StandardCharsets.UTF_8);
  }

  static byte[] view(ViewKey view) {
    return view.toString().getBytes(StandardCharsets.UTF_8);
  }

  static byte[] generation(Generation generation) {
    return generation.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the key of the set of erased entities; no generation has a word as its number. */
  static byte[] erased(ViewKey view) {
    return (view + "#erased").getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the prefix of the keys of a generation's entities. */
  static byte[] prefix(Generation generation) {
    return (generation + ":").getBytes(StandardCharsets.UTF_8);
  }

  static byte[] state(byte[] prefix, String entity) {
    byte[] key = Arrays.copyOf(prefix, prefix.length + entity.length());
    for (int i = 0; i < entity.length(); i++) {
      char c = entity.charAt(i);
      if (c >= 0x80) {
        return wideState(prefix, entity);
      }
      key[prefix.length + i] = (byte) c; // Most ids are ASCII and need no encoder.
    }
    return key;
  }

  private static byte[] wideState(byte[] prefix, String entity) {
    byte[] id = requireText(entity).getBytes(StandardCharsets.UTF_8);
    byte[] key = Arrays.copyOf(prefix, prefix.length + id.length);
    System.arraycopy(id, 0, key, prefix.length, id.length);
    return key;
  }

  static String entity(byte[] prefix, byte[] key) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(key, prefix.length, key.length - prefix.length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new StoreException("a key of the online store is not UTF-8", e);
    }
  }

  /** Refuses ids that cannot be encoded as UTF-8 without loss. */
  static String requireText(String entity) {
    for (int i = 0; i < entity.length(); i++) {
      char c = entity.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(CharBuffer.wrap(entity))) {
          throw new IllegalArgumentException("the id of an entity has an unpaired surrogate");
        }
        return entity;
      }
    }
    return entity;
  }
}
