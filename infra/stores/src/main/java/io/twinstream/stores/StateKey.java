package io.twinstream.stores;

import java.util.Objects;

/**
 * Where the state of one entity is.
 *
 * @param generation of which view, and which lineage of it
 * @param entity the entity's id: any text without lone surrogates
 */
public record StateKey(Generation generation, String entity) {
  public StateKey {
    Objects.requireNonNull(generation, "generation");
    Objects.requireNonNull(entity, "entity");
  }
}
