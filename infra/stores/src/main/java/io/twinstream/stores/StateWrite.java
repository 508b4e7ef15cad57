package io.twinstream.stores;

import java.util.Objects;

/**
 * A state on its way into the store.
 *
 * @param entity the entity's id: any text without lone surrogates
 * @param state what is to be stored unless a greater version is there
 */
public record StateWrite(String entity, StoredState state) {
  public StateWrite {
    Objects.requireNonNull(entity, "entity");
    Objects.requireNonNull(state, "state");
  }

  public static StateWrite of(String entity, long newest, long mass, byte[] bytes) {
    return new StateWrite(entity, new StoredState(newest, mass, bytes));
  }
}
