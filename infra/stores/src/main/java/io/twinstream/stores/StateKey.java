package io.twinstream.stores;

import java.util.Objects;

/**
 * The address of the state of one entity.
 *
 * @param generation the generation of a view
 * @param entity the id of the entity: any text without lone surrogates
 */
public record StateKey(Generation generation, String entity) {
  public StateKey {
    Objects.requireNonNull(generation, "generation");
    Objects.requireNonNull(entity, "entity");
  }
}
