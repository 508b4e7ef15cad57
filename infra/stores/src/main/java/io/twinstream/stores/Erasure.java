package io.twinstream.stores;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * An entity that is erased permanently. The store loses its own note of the erasure when it is
 * emptied; therefore the erasure is also a record of a compacted topic, with {@link #key} as its
 * key, and jobs apply it again before they write. A record without a value revokes the erasure.
 *
 * @param entity the name of the entity, such as {@code card}
 * @param id the id of the entity, as the pipeline writes it
 */
public record Erasure(String entity, String id) {
  private static final char BETWEEN = ' ';

  public Erasure {
    Objects.requireNonNull(id, "id");
    if (entity.indexOf(BETWEEN) >= 0) {
      throw new IllegalArgumentException("'" + entity + "' is not the name of an entity");
    }
  }

  /** Returns the name of the topic of a project's erasures. */
  public static String topic(String project) {
    return project + ".erasures";
  }

  /** Returns the key of the record, such as {@code card 4711}. */
  public byte[] key() {
    return (entity + BETWEEN + id).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Parses a key.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public static Erasure of(byte[] key) {
    String text = new String(key, StandardCharsets.UTF_8);
    int between = text.indexOf(BETWEEN);
    if (between < 1) {
      throw new IllegalArgumentException("the key of an erasure must be like 'card 4711'");
    }
    return new Erasure(text.substring(0, between), text.substring(between + 1));
  }
}
