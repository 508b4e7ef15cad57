package io.twinstream.pipelines.stream;

import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.definition.Project;
import io.twinstream.pipelines.online.Erasures;
import io.twinstream.pipelines.online.LiveView;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects that the store lost states of a generation, because it was emptied, or came back with an
 * older copy of its data, and writes again what the store knew of the generation and of erasures.
 */
final class LossCheck implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LossCheck.class);
  private static final Duration ERASE_AGAIN_AFTER = Duration.ofSeconds(1);

  private final OnlineStore store;
  private final Project project;
  private final Generation generation;
  private final String fingerprint;
  private final EraseThread eraser;

  /** Null until definitions were looked for. */
  private OptionalLong lostBefore;

  /**
   * @param kafka the brokers that have the topic of erasures
   */
  LossCheck(OnlineStore store, ShippedView view, Generation generation, String kafka) {
    this.store = store;
    this.project = view.project().project();
    this.generation = generation;
    this.fingerprint = view.compiled().fingerprintText();
    this.eraser =
        new EraseThread(
            generation.toString(),
            () -> Erasures.again(project, List.of(project.view(view.id())), kafka, store),
            ERASE_AGAIN_AFTER);
  }

  /**
   * Reports whether the store has lost states.
   *
   * @param publishedAt the time of the progress that the store acknowledged last; {@link
   *     Long#MIN_VALUE} for none
   */
  boolean lost(LiveView live, long publishedAt) {
    boolean lost =
        await(store.losses().renew(generation, fingerprint, live.eventsFrom(), publishedAt));
    if (lost) {
      LOG.error(
          "the online store has lost states of {}; they read as ERROR until they are "
              + "written again",
          generation);
      await(store.progress().beginsAt(generation, live.first()));
      await(ProjectDefinitions.publish(project, store));
    }
    return lost;
  }

  /**
   * Reports whether the erasures are complete. The store may have lost definitions and erasures
   * together with states, also if this job ended meanwhile, or if a reader noticed the loss; the
   * erasures are repeated in the background.
   */
  boolean hasErasures() {
    OptionalLong lostAt = await(store.losses().lostAt(generation));
    if (!lostAt.equals(lostBefore)) {
      publishDefinitionsIfLost();
      lostBefore = lostAt;
    }
    return eraser.erasedSince(lostAt);
  }

  /** Definitions that are there may be those of a later job. */
  private void publishDefinitionsIfLost() {
    if (await(store.definitions().published(project.name())).isEmpty()) {
      await(ProjectDefinitions.publish(project, store));
    }
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.within(StoreAddress.ANSWERS_WITHIN, stage);
  }

  @Override
  public void close() {
    eraser.close();
  }
}
