package io.twinstream.serving.reading;

import io.micronaut.http.HttpStatus;
import io.twinstream.serving.guard.ReadingConfiguration;
import io.twinstream.serving.guard.StateFallback;
import io.twinstream.serving.guard.StoreGuard;
import io.twinstream.serving.guard.Until;
import io.twinstream.serving.guard.WhenStoreFails;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.status.ViewStatus;
import io.twinstream.stores.status.ViewStatuses;
import jakarta.annotation.Nullable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

/** Reads and evaluates the stored states of entities, in one round trip to the store. */
@Singleton
public final class FeatureReader {
  /** How often a read is tried if the store is connected again meanwhile. */
  private static final int ATTEMPTS = 3;

  private final StateReader states;
  private final ViewStatuses statuses;
  private final InstantSource clock;
  private final StoreGuard guard;
  private final WhenStoreFails whenStoreFails;
  private final StateFallback lastKnown;

  FeatureReader(
      StateFallback lastKnown,
      ViewStatuses statuses,
      InstantSource clock,
      StoreGuard guard,
      ReadingConfiguration configuration,
      @Nullable StateReader cache) {
    this.lastKnown = lastKnown;
    this.states = cache == null ? lastKnown::read : cache;
    this.statuses = statuses;
    this.clock = clock;
    this.guard = guard;
    this.whenStoreFails = configuration.whenStoreFails();
  }

  /** As {@link #read(FeatureList, List, Duration, Executor)}, within the configured deadline. */
  public CompletionStage<Reading> read(FeatureList list, List<EntityRow> rows) {
    return read(list, rows, guard.deadline(), Runnable::run);
  }

  /**
   * The features of rows that the list created, as of now or of the row's event. Does not block. If
   * the store does not answer within the budget, returns the configured fallback, or fails with a
   * {@link StoreException}, or with a {@link TimeoutException} shortly before the budget is used
   * up; fails with a {@link ProblemException} if too many reads are running.
   *
   * @param on evaluates the states
   */
  public CompletionStage<Reading> read(
      FeatureList list, List<EntityRow> rows, Duration budget, Executor on) {
    Until until = Until.after(System.nanoTime(), budget);
    CompletionStage<Reading> reading =
        guard.run(budget, () -> fetch(list, rows, until, on, ATTEMPTS));
    return whenStoreFails == WhenStoreFails.ERROR
        ? reading
        : reading.exceptionallyCompose(failure -> degraded(list, rows, failure));
  }

  private CompletionStage<Reading> fetch(
      FeatureList list, List<EntityRow> rows, Until until, Executor on, int attempts) {
    ServedView[] views = list.views();
    List<CompletableFuture<ViewStatus>> followed = new ArrayList<>(views.length);
    boolean known = true;
    for (ServedView view : views) {
      CompletableFuture<ViewStatus> status = statuses.of(view.key()).toCompletableFuture();
      known &= status.isDone();
      followed.add(status);
    }
    return known
        ? fetch(list, rows, results(followed), until, on, attempts)
        : CompletableFuture.allOf(followed.toArray(new CompletableFuture<?>[0]))
            .thenCompose(done -> fetch(list, rows, results(followed), until, on, attempts));
  }

  private CompletionStage<Reading> fetch(
      FeatureList list,
      List<EntityRow> rows,
      ViewStatus[] followed,
      Until until,
      Executor on,
      int attempts) {
    BatchRead question = new BatchRead(list, rows, followed);
    long epoch = epoch(followed);
    return states(followed)
        .read(question.keys(), epoch)
        .thenComposeAsync(
            found ->
                statuses.connectedAgainSince(epoch) && lacksAny(found)
                    ? again(list, rows, until, on, attempts)
                    : CompletableFuture.completedFuture(
                        question.evaluate(found, clock.millis(), Degradation.NONE, until)),
            on);
  }

  private static boolean lacksAny(List<StoredState> found) {
    for (StoredState state : found) {
      if (state == null) {
        return true;
      }
    }
    return false;
  }

  /** Reads the statuses again too, because missing states may have been lost. */
  private CompletionStage<Reading> again(
      FeatureList list, List<EntityRow> rows, Until until, Executor on, int attempts) {
    return attempts > 1
        ? fetch(list, rows, until, on, attempts - 1)
        : CompletableFuture.failedFuture(
            new StoreException(
                "the connection to the online store was lost again and again while it was read",
                null));
  }

  private static long epoch(ViewStatus[] followed) {
    long epoch = Long.MAX_VALUE;
    for (ViewStatus status : followed) {
      epoch = Math.min(epoch, status.asked().epoch());
    }
    return epoch;
  }

  /** If states may have been lost, a missing state is not cached. */
  private StateReader states(ViewStatus[] followed) {
    for (ViewStatus status : followed) {
      if (!status.holdsAll()) {
        return lastKnown::readOnce;
      }
    }
    return states;
  }

  private CompletionStage<Reading> degraded(
      FeatureList list, List<EntityRow> rows, Throwable failure) {
    Throwable cause = StoreGuard.cause(failure);
    // A hanging store also leads to too many waiting reads; the guard raises no other 503.
    boolean tooMany =
        cause instanceof ProblemException problem
            && problem.status() == HttpStatus.SERVICE_UNAVAILABLE;
    if (!(tooMany || cause instanceof StoreException || cause instanceof TimeoutException)) {
      return CompletableFuture.failedFuture(cause);
    }
    long now = clock.millis();
    boolean empty = whenStoreFails == WhenStoreFails.EMPTY;
    BatchRead question = new BatchRead(list, rows, followedLast(list.views(), empty, now));
    return CompletableFuture.completedFuture(
        empty
            ? question.evaluate(List.of(), now, Degradation.EMPTY, Until.NEVER)
            : question.evaluateKnown(lastKnown.of(question.keys()), now));
  }

  /** The status of each view at its last read; unknown if it was never read, or if {@code none}. */
  private ViewStatus[] followedLast(ServedView[] views, boolean none, long now) {
    ViewStatus[] followed = new ViewStatus[views.length];
    for (int i = 0; i < followed.length; i++) {
      Optional<ViewStatus> last = none ? Optional.empty() : statuses.last(views[i].key());
      // How far the pipeline is now is unknown, so that the view reads as stale.
      followed[i] =
          last.map(status -> status.withoutProgress(now))
              .orElseGet(() -> ViewStatus.ofNoAnswer(now));
    }
    return followed;
  }

  private static ViewStatus[] results(List<CompletableFuture<ViewStatus>> followed) {
    ViewStatus[] results = new ViewStatus[followed.size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = followed.get(i).join();
    }
    return results;
  }
}
