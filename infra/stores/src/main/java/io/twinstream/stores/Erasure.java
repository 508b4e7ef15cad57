package io.twinstream.stores;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * An entity that is erased for good. What the store itself knows of it is lost when the store is
 * emptied; so it is a record of a compacted topic too, of which {@link #key} is the key, and jobs
 * erase again before they write. A record without a value takes the erasure back.
 *
 * @param entity the kind of entity, such as {@code card}
 * @param id of the entity, as the pipeline writes it
 */
public record Erasure(String entity, String id) {
  private static final char BETWEEN = ' ';

  public Erasure {
    Objects.requireNonNull(id, "id");
    if (entity.indexOf(BETWEEN) >= 0) {
      throw new IllegalArgumentException("'" + entity + "' is no kind of entity");
    }
  }

  /** The topic of a project's erasures. */
  public static String topic(String project) {
    return project + ".erasures";
  }

  /** As {@code card 4711}. */
  public byte[] key() {
    return (entity + BETWEEN + id).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a key.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Erasure of(byte[] key) {
    String text = new String(key, StandardCharsets.UTF_8);
    int between = text.indexOf(BETWEEN);
    if (between < 1) {
      throw new IllegalArgumentException("the key of an erasure is like 'card 4711'");
    }
    return new Erasure(text.substring(0, between), text.substring(between + 1));
  }
}
