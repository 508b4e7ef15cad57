package io.twinstream.stores;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The entities that are erased from views. */
public interface ErasureStore {
  /**
   * Erases entities from a view permanently: from all present and future generations. States of
   * them that are written later are not kept, even by a replay.
   *
   * @param entities a few thousand at most
   */
  CompletionStage<Void> erase(ViewKey view, List<String> entities);

  /**
   * Returns those of some entities that are erased from a view.
   *
   * @param entities a few thousand at most
   */
  CompletionStage<Set<String>> erased(ViewKey view, List<String> entities);
}
