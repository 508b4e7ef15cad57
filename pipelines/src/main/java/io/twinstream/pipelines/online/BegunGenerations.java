package io.twinstream.pipelines.online;

import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StoreException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * New generations of a load or a job. Closing drops those that readers do not follow and no job has
 * written, because the load failed or the job was never submitted.
 */
public final class BegunGenerations implements AutoCloseable {
  static final String DROP = "twinstream generations drop --abandoned --yes";

  private final OnlineStore store;
  private final PrintWriter err;
  private final List<Generation> begun = new ArrayList<>();

  /**
   * @param err receives a line for each generation that remains
   */
  public BegunGenerations(OnlineStore store, PrintWriter err) {
    this.store = store;
    this.err = err;
  }

  public void add(Generation generation) {
    begun.add(generation);
  }

  /** Keeps all of them, because their job has been submitted. */
  public void keep() {
    begun.clear();
  }

  @Override
  public void close() {
    for (Generation generation : begun) {
      try {
        if (!Generations.isFollowed(store, generation) && !Generations.isLive(store, generation)) {
          store.generations().drop(generation);
        }
      } catch (StoreException e) {
        err.println(
            generation
                + " remains in the store, incomplete: "
                + e.getMessage()
                + "; drop it with: "
                + DROP);
        err.flush();
      }
    }
  }
}
