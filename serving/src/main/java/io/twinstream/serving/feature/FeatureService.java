package io.twinstream.serving.feature;

import io.twinstream.features.aggregate.FeatureRow;
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

/** Answers questions about entities from their stored states, as of now. */
@Singleton
final class FeatureService {
  private final OnlineStore store;
  private final ViewStatuses statuses;
  private final InstantSource clock;

  FeatureService(OnlineStore store, ViewStatuses statuses, InstantSource clock) {
    this.store = store;
    this.statuses = statuses;
    this.clock = clock;
  }

  /** The features that a request asks for; one round trip to the store. */
  CompletionStage<OnlineAnswer> answer(OnlineRequest request) {
    ServedView[] views = request.list().views();
    List<CompletableFuture<ViewStatus>> followed = new ArrayList<>(views.length);
    boolean known = true;
    for (ServedView view : views) {
      CompletableFuture<ViewStatus> status = statuses.of(view.key()).toCompletableFuture();
      known &= status.isDone();
      followed.add(status);
    }
    return known
        ? read(request, results(followed))
        : CompletableFuture.allOf(followed.toArray(new CompletableFuture<?>[0]))
            .thenCompose(done -> read(request, results(followed)));
  }

  private CompletionStage<OnlineAnswer> read(OnlineRequest request, ViewStatus[] followed) {
    List<StateKey> keys = new ArrayList<>(followed.length * request.rows().size());
    for (OnlineRequest.Row row : request.rows()) {
      for (int i = 0; i < followed.length; i++) {
        if (followed[i].generation().isPresent()) {
          keys.add(new StateKey(followed[i].generation().get(), row.ids()[i]));
        }
      }
    }
    return store.read(keys).thenApply(states -> evaluate(request, followed, states));
  }

  private OnlineAnswer evaluate(
      OnlineRequest request, ViewStatus[] followed, List<StoredState> states) {
    long now = clock.millis();
    FeatureList list = request.list();
    List<OnlineAnswer.Row> rows = new ArrayList<>(request.rows().size());
    int next = 0;
    for (OnlineRequest.Row row : request.rows()) {
      ViewReading[] readings = new ViewReading[followed.length];
      for (int i = 0; i < readings.length; i++) {
        StoredState stored = followed[i].generation().isPresent() ? states.get(next++) : null;
        readings[i] = list.views()[i].read(stored, followed[i], now);
      }
      FeatureRow values = list.evaluate(readings, row.request());
      rows.add(new OnlineAnswer.Row(values, readings));
    }
    return new OnlineAnswer(request, now, rows);
  }

  private static ViewStatus[] results(List<CompletableFuture<ViewStatus>> followed) {
    ViewStatus[] results = new ViewStatus[followed.size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = followed.get(i).join();
    }
    return results;
  }
}
