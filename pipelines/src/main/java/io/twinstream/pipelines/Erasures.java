package io.twinstream.pipelines;

import io.twinstream.features.definition.Project;
import io.twinstream.pipelines.kafka.CompactedTopic;
import io.twinstream.stores.Await;
import io.twinstream.stores.Erasure;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases again, before a job writes, whom the topic of erasures names: from a store that was
 * emptied since, and from views that were defined since.
 */
final class Erasures {
  private static final Logger LOG = LoggerFactory.getLogger(Erasures.class);
  private static final int AT_ONCE = 500;

  private Erasures() {}

  /** Returns how many entities there are. */
  static int again(Project project, String bootstrapServers, OnlineStore store) {
    List<Erasure> erasures =
        CompactedTopic.keys(bootstrapServers, Erasure.topic(project.name())).stream()
            .map(Erasure::of)
            .toList();
    List<CompletableFuture<Void>> written = new ArrayList<>();
    for (Erasure erasure : erasures) {
      project
          .views()
          .forEach(
              (name, view) -> {
                if (view.entity().equals(erasure.entity())) {
                  ViewKey key = new ViewKey(project.name(), name);
                  written.add(store.erase(key, erasure.id()).toCompletableFuture());
                }
              });
      if (written.size() >= AT_ONCE) {
        await(written);
      }
    }
    await(written);
    if (!erasures.isEmpty()) {
      LOG.info("{} entities stay erased", erasures.size());
    }
    return erasures.size();
  }

  private static void await(List<CompletableFuture<Void>> written) {
    Await.within(
        StoreAddress.ANSWERS_WITHIN,
        CompletableFuture.allOf(written.toArray(new CompletableFuture<?>[0])));
    written.clear();
  }
}
