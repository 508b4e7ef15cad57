package io.twinstream.pipelines.online;

import io.twinstream.features.decode.EntityKey;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.View;
import io.twinstream.pipelines.kafka.CompactedTopic;
import io.twinstream.stores.Await;
import io.twinstream.stores.Erasure;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats the erasures in the topic of erasures before a job writes states or moves readers: for a
 * store that was emptied, and for views that were defined since.
 */
public final class Erasures {
  private static final Logger LOG = LoggerFactory.getLogger(Erasures.class);
  private static final int AT_ONCE = 1_000;

  private Erasures() {}

  /**
   * The same before a load, which does not need the address of Kafka. Without it, prints a warning
   * if the store has no data of a view or has lost states of it, because then it may have lost its
   * erasures.
   *
   * @param err receives the warning
   */
  public static void beforeLoad(
      Project project,
      List<String> views,
      Optional<String> bootstrapServers,
      OnlineStore store,
      PrintWriter err) {
    if (bootstrapServers.isPresent()) {
      again(project, bootstrapServers.get(), store);
      return;
    }
    List<String> unknown =
        views.stream()
            .filter(view -> mayLackErasures(store, new ViewKey(project.name(), view)))
            .toList();
    if (!unknown.isEmpty()) {
      err.printf(
          "warning: the online store has never held %s, was emptied, or lost states, so it "
              + "may not know which entities were erased; with --kafka those of topic "
              + "'%s' stay erased%n",
          String.join(", ", unknown), Erasure.topic(project.name()));
      err.flush();
    }
  }

  private static boolean mayLackErasures(OnlineStore store, ViewKey view) {
    List<Generation> begun = await(store.generations().list(view));
    return begun.isEmpty()
        || begun.stream().anyMatch(each -> await(store.losses().lostAt(each)).isPresent());
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.within(StoreAddress.ANSWERS_WITHIN, stage);
  }

  /** Erases all entities in the topic again, from all views; returns their number. */
  public static int again(Project project, String bootstrapServers, OnlineStore store) {
    return again(project, project.views().values(), bootstrapServers, store);
  }

  /** Erases all entities in the topic again, from these views; returns their number. */
  public static int again(
      Project project, Collection<View> views, String bootstrapServers, OnlineStore store) {
    List<Erasure> erasures =
        CompactedTopic.keys(bootstrapServers, Erasure.topic(project.name())).stream()
            .map(Erasure::of)
            .toList();
    write(project, views, erasures, store);
    if (!erasures.isEmpty()) {
      LOG.info("{} erased entities stay erased", erasures.size());
    }
    return erasures.size();
  }

  /** Erases from each view the entities of its kind, by the id that its events have. */
  public static void write(
      Project project, Collection<View> views, List<Erasure> erasures, OnlineStore store) {
    for (View view : views) {
      List<String> ids =
          erasures.stream()
              .filter(erasure -> erasure.entity().equals(view.entity()))
              .flatMap(erasure -> id(project, view, erasure).stream())
              .toList();
      ViewKey key = new ViewKey(project.name(), view.id());
      for (int from = 0; from < ids.size(); from += AT_ONCE) {
        List<String> some = ids.subList(from, Math.min(from + AT_ONCE, ids.size()));
        Await.within(StoreAddress.ANSWERS_WITHIN, store.erasures().erase(key, some));
      }
    }
  }

  /** The entity's id in a view; empty if no event of the view can have it. */
  private static Optional<String> id(Project project, View view, Erasure erasure) {
    Schema schema = project.source(view.source()).schema();
    EntityKey key = EntityKey.in(schema, project.entity(view.entity()).key());
    try {
      return Optional.ofNullable(key.parse(erasure.id()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
