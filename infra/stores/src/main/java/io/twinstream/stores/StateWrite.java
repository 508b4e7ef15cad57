package io.twinstream.stores;

import java.util.Objects;

/**
 * A state to be written.
 *
 * @param entity the id of the entity: any text without lone surrogates
 * @param state stored unless the store has a greater version
 */
public record StateWrite(String entity, StoredState state) {
  public StateWrite {
    Objects.requireNonNull(entity, "entity");
    Objects.requireNonNull(state, "state");
  }

  public static StateWrite of(String entity, long newest, long count, byte[] bytes) {
    return new StateWrite(entity, new StoredState(newest, count, bytes));
  }
}
