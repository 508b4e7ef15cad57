package io.twinstream.verify.parity;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.Reach;
import io.twinstream.features.definition.Project;
import io.twinstream.stores.Generation;
import io.twinstream.stores.LiveStates;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Compares the live states of a source's views with states of the same events from elsewhere. */
public final class ParityCheck {
  private static final Duration POLL = Duration.ofMillis(100);

  private final Project project;
  private final OnlineStore live;
  private final Replay replay;
  private final ParityReport report = new ParityReport();

  /**
   * @param replay of all records that were sent
   */
  public ParityCheck(Project project, OnlineStore live, Replay replay) {
    this.project = project;
    this.live = live;
    this.replay = replay;
  }

  /**
   * Waits until the live job reports that it has processed the newest record.
   *
   * @param limit the longest time without progress
   * @param runs whether the job still runs
   * @throws IllegalStateException if it has ended, or makes no progress for longer
   */
  public void awaitLive(Duration limit, BooleanSupplier runs) {
    for (CompiledView view : replay.views()) {
      Generation generation = generation(live, view);
      long reached = Long.MIN_VALUE;
      long since = System.nanoTime();
      while (reached <= replay.newestKnown()) {
        long now = LiveStates.completeUpTo(live, generation);
        if (now != reached) {
          reached = now;
          since = System.nanoTime();
        } else if (System.nanoTime() - since > limit.toNanos() || !runs.getAsBoolean()) {
          throw new IllegalStateException(
              "the live job has not finished %s: it reports %d, the newest record has known time %d"
                  .formatted(view.view().id(), reached, replay.newestKnown()));
        } else {
          pause();
        }
      }
    }
  }

  /** Compares with the plain replay, and a sample of entities with the naive oracle. */
  public void withReplay() {
    for (CompiledView view : replay.views()) {
      String id = view.view().id();
      Map<String, byte[]> states = LiveStates.read(live, generation(live, view));
      new StateComparison(view, instants(view))
          .compare(
              states,
              replay.states(id),
              report.compare(id + ": states, live and plain replay"),
              report.compare(id + ": features, live and plain replay"));
      replay
          .sample(id)
          .compare(
              states, instants(view), report.compare(id + ": features, live and naive oracle"));
    }
  }

  /** Compares with what another pipeline has written to another store. */
  public void withHistory(OnlineStore history) {
    for (CompiledView view : replay.views()) {
      String id = view.view().id();
      new StateComparison(view, instants(view))
          .compare(
              LiveStates.read(live, generation(live, view)),
              LiveStates.read(history, generation(history, view)),
              report.compare(id + ": states, live and backfill"),
              report.compare(id + ": features, live and backfill"));
    }
  }

  public ParityReport report() {
    return report;
  }

  /**
   * The instants at which features are compared: the newest known time, later instants at which the
   * windows lose events, and one at which all windows are empty.
   */
  private long[] instants(CompiledView view) {
    long newest = replay.newestKnown();
    List<Long> instants = new ArrayList<>(List.of(newest));
    view.view()
        .aggregations()
        .forEach(
            a -> Reach.of(a.window()).ifPresent(r -> instants.add(newest + r.toMillis() / 2 + 1)));
    view.reach().ifPresent(reach -> instants.add(newest + reach + 1));
    return instants.stream().distinct().sorted().mapToLong(Long::longValue).toArray();
  }

  private Generation generation(OnlineStore store, CompiledView view) {
    return LiveStates.generation(store, new ViewKey(project.name(), view.view().id()));
  }

  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the live job", e);
    }
  }
}
