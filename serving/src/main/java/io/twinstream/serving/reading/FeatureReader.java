package io.twinstream.serving.reading;

import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewStatus;
import io.twinstream.stores.ViewStatuses;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads features of entities from their stored states, in one round trip to the store. */
@Singleton
public final class FeatureReader {
  private final OnlineStore store;
  private final ViewStatuses statuses;
  private final InstantSource clock;

  FeatureReader(OnlineStore store, ViewStatuses statuses, InstantSource clock) {
    this.store = store;
    this.statuses = statuses;
    this.clock = clock;
  }

  /**
   * The features of a list for some rows that it made: as of now, or of the row's event. Nothing
   * blocks; the stage fails with a {@link io.twinstream.stores.StoreException} when the store does
   * not answer.
   */
  public CompletionStage<Reading> read(FeatureList list, List<EntityRow> rows) {
    ServedView[] views = list.views();
    List<CompletableFuture<ViewStatus>> followed = new ArrayList<>(views.length);
    boolean known = true;
    for (ServedView view : views) {
      CompletableFuture<ViewStatus> status = statuses.of(view.key()).toCompletableFuture();
      known &= status.isDone();
      followed.add(status);
    }
    return known
        ? read(list, rows, results(followed))
        : CompletableFuture.allOf(followed.toArray(new CompletableFuture<?>[0]))
            .thenCompose(done -> read(list, rows, results(followed)));
  }

  private CompletionStage<Reading> read(
      FeatureList list, List<EntityRow> rows, ViewStatus[] followed) {
    Question question = new Question(list, rows, followed);
    return store
        .read(question.keys())
        .thenApply(states -> question.evaluate(states, clock.millis()));
  }

  private static ViewStatus[] results(List<CompletableFuture<ViewStatus>> followed) {
    ViewStatus[] results = new ViewStatus[followed.size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = followed.get(i).join();
    }
    return results;
  }
}
