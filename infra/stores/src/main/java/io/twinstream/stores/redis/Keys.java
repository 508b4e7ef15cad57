package io.twinstream.stores.redis;

import io.twinstream.stores.Generation;
import io.twinstream.stores.ViewKey;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Builds the keys of facts about projects, views and generations: the prefixes of {@link StateKeys}
 * themselves, which no key of an entity can equal.
 */
final class Keys {
  /* Each script touches one of these, so the layout also works on Redis Cluster. */
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
