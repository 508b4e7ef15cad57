package io.twinstream.serving.reading;

import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StoredState;
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
    List<StateKey> keys = new ArrayList<>(followed.length * rows.size());
    for (EntityRow row : rows) {
      for (int i = 0; i < followed.length; i++) {
        if (followed[i].generation().isPresent()) {
          keys.add(new StateKey(followed[i].generation().get(), row.ids()[i]));
        }
      }
    }
    return store.read(keys).thenApply(states -> evaluate(list, rows, followed, states));
  }

  private Reading evaluate(
      FeatureList list, List<EntityRow> asked, ViewStatus[] followed, List<StoredState> states) {
    long now = clock.millis();
    List<Reading.Row> rows = new ArrayList<>(asked.size());
    int next = 0;
    for (EntityRow row : asked) {
      ViewReading[] views = new ViewReading[followed.length];
      for (int i = 0; i < views.length; i++) {
        StoredState stored = followed[i].generation().isPresent() ? states.get(next++) : null;
        ServedView view = list.views()[i];
        views[i] =
            row.event() == null
                ? view.read(stored, followed[i], now)
                : view.readWith(stored, followed[i], row.event());
      }
      rows.add(new Reading.Row(list.evaluate(views, row.request()), views));
    }
    return new Reading(now, rows);
  }

  private static ViewStatus[] results(List<CompletableFuture<ViewStatus>> followed) {
    ViewStatus[] results = new ViewStatus[followed.size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = followed.get(i).join();
    }
    return results;
  }
}
