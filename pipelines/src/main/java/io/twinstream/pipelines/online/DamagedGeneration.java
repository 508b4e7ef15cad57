package io.twinstream.pipelines.online;

import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * A generation to rebuild.
 *
 * @param lostAt when the loss of its states was noticed; empty if none are known to be lost
 */
public record DamagedGeneration(Generation generation, OptionalLong lostAt) {
  /**
   * The generation of a live job that may have lost states: the one that readers follow or, if they
   * follow none, the latest that lost some.
   *
   * @param fingerprint of the layout of the states that are to be written
   * @throws IllegalArgumentException if there is none, or it has states of another definition
   */
  public static DamagedGeneration of(OnlineStore store, ViewKey view, String fingerprint) {
    DamagedGeneration damaged = find(store, view);
    Generations.requireLayout(
        store,
        damaged.generation(),
        fingerprint,
        "pass the --definitions that its live job runs with");
    return damaged;
  }

  private static DamagedGeneration find(OnlineStore store, ViewKey view) {
    return damaged(store, view)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    view
                        + " has nothing to rebuild: the store knows neither a generation that "
                        + "readers follow nor a running live job that has noticed a loss; restore "
                        + "the job, which notices it within a second, or fill a new generation "
                        + "with: backfill --online"));
  }

  private static Optional<DamagedGeneration> damaged(OnlineStore store, ViewKey view) {
    Optional<Generation> followed = await(store.generations().pointer(view));
    if (followed.isPresent()) {
      OptionalLong lostAt = await(store.losses().lostAt(followed.get()));
      return Optional.of(new DamagedGeneration(followed.get(), lostAt));
    }
    List<Generation> begun = new ArrayList<>(await(store.generations().list(view)));
    Collections.reverse(begun);
    for (Generation each : begun) {
      OptionalLong lostAt = await(store.losses().lostAt(each));
      if (lostAt.isPresent()) {
        return Optional.of(new DamagedGeneration(each, lostAt));
      }
    }
    return Optional.empty();
  }

  /**
   * Reports whether a view has nothing to rebuild because it is new: a generation was begun, has
   * lost nothing, and readers follow none yet.
   */
  public static boolean isNew(OnlineStore store, ViewKey view) {
    return damaged(store, view).isEmpty() && !await(store.generations().list(view)).isEmpty();
  }

  /**
   * Moves readers to the generation, which was rebuilt.
   *
   * @throws IllegalStateException if states were lost meanwhile, or readers follow another
   *     generation
   */
  public void finish(OnlineStore store) {
    boolean whole =
        lostAt.isPresent()
            ? await(store.losses().refilled(generation, lostAt.getAsLong()))
            : await(store.losses().lostAt(generation)).isEmpty();
    if (!whole || !Generations.offer(store, generation).equals(Optional.of(generation))) {
      throw new IllegalStateException(
          "the online store lost states meanwhile, or readers follow another generation than "
              + generation
              + "; run the rebuild again");
    }
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.within(StoreAddress.ANSWERS_WITHIN, stage);
  }
}
