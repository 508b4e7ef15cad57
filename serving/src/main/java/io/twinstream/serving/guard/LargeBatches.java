package io.twinstream.serving.guard;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.twinstream.serving.background.Background;
import io.twinstream.serving.problem.ProblemException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Evaluates a few large batches at a time, on threads of their own, so that the event loops stay
 * free to read requests when they arrive and to answer in time. Further batches wait in the order
 * of their arrival. A batch is refused as soon as its remaining time is shorter than recent batches
 * took: evaluating it would only make the next one late.
 */
@Singleton
public final class LargeBatches {
  /** Evaluating fewer states takes less than about 3 ms, and is done where the states arrive. */
  private static final long LARGE = 1_024;

  /** The largest number of states of waiting batches, because their rows are in memory. */
  private static final long MOST_WAITING = 500_000;

  /** The share of the remaining time for sending the answer, which is long. */
  private static final double KEPT = 0.25;

  private static final double WEIGHT_OF_SLOWER = 0.2;

  /** Greater, so that the server soon notices that it can answer again. */
  private static final double WEIGHT_OF_FASTER = 0.5;

  /** Work that is evaluated later. */
  @FunctionalInterface
  public interface Batch<T> {
    /**
     * Starts it.
     *
     * @param until when its evaluation must have ended
     * @param on evaluates it
     */
    CompletionStage<T> start(Until until, Executor on);
  }

  private final ExecutorService threads;
  private final Executor on;
  private final int atOnce;
  private final Deque<Turn<?>> queue = new ArrayDeque<>();
  private int running;
  private long waiting;

  /** The recent duration per state; NaN if unknown. */
  private double nanosPerState = Double.NaN;

  @Inject
  LargeBatches(Background background, MeterRegistry registry) {
    this(background, registry, Runtime.getRuntime().availableProcessors());
  }

  LargeBatches(Background background, MeterRegistry registry, int processors) {
    this.atOnce = processors + 1; // While one waits for the store, the others are evaluated.
    this.threads = background.pool("batch", processors, 4 * atOnce);
    this.on = this::execute;
    Gauge.builder("twinstream.batches.waiting", this, LargeBatches::waiting)
        .description("Large batches that wait for their evaluation.")
        .register(registry);
  }

  /** The queue may be full of batches that were answered; these end at their next check. */
  private void execute(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException full) {
      task.run();
    }
  }

  private synchronized int waiting() {
    return queue.size();
  }

  /** A batch that waits. */
  private static final class Turn<T> {
    final long states;
    final Until until;
    final Batch<T> batch;
    final CompletableFuture<T> answer = new CompletableFuture<>();
    volatile boolean started;

    Turn(long states, Until until, Batch<T> batch) {
      this.states = states;
      this.until = until;
      this.batch = batch;
    }
  }

  /**
   * Runs a batch, now or later. The stage fails with a {@link ProblemException} if it waited too
   * long, or if too many wait.
   *
   * @param states the largest number of states that the batch reads
   * @param until when its answer is too late
   */
  public <T> CompletionStage<T> run(long states, Until until, Batch<T> batch) {
    if (states < LARGE) {
      return batch.start(until, Runnable::run);
    }
    Until sooner = until.sooner(KEPT);
    Turn<T> turn = new Turn<>(states, sooner, batch);
    long spare;
    synchronized (this) {
      if (waiting >= MOST_WAITING) {
        return CompletableFuture.failedFuture(refusal());
      }
      queue.add(turn);
      waiting += states;
      spare = spareNanos(turn);
    }
    startNext();
    if (!turn.started) {
      CompletableFuture.delayedExecutor(Math.max(0, spare), TimeUnit.NANOSECONDS, Runnable::run)
          .execute(() -> refuse(turn));
    }
    return turn.answer;
  }

  /** How long a batch can still wait. */
  private long spareNanos(Turn<?> turn) {
    long left = turn.until.left().toNanos();
    return Double.isNaN(nanosPerState) ? left / 2 : left - (long) (nanosPerState * turn.states);
  }

  private void startNext() {
    List<Turn<?>> late = new ArrayList<>();
    Turn<?> next = null;
    synchronized (this) {
      while (next == null && running < atOnce && !queue.isEmpty()) {
        Turn<?> first = queue.remove();
        waiting -= first.states;
        // One is always tried, the newest, to learn how long a batch takes now.
        boolean tried = running == 0 && queue.isEmpty();
        if (!tried && spareNanos(first) < 0) {
          late.add(first);
        } else {
          next = first;
          next.started = true;
          running++;
        }
      }
    }
    late.forEach(turn -> turn.answer.completeExceptionally(refusal()));
    if (next != null) {
      Turn<?> turn = next;
      execute(() -> start(turn));
    }
  }

  private <T> void start(Turn<T> turn) {
    long begin = System.nanoTime();
    CompletionStage<T> answer;
    try {
      answer = turn.batch.start(turn.until, on);
    } catch (RuntimeException | Error e) {
      answer = CompletableFuture.failedFuture(e);
    }
    answer.whenComplete(
        (result, failure) -> {
          if (failure == null) {
            turn.answer.complete(result);
          } else {
            turn.answer.completeExceptionally(failure);
          }
          ended(turn, System.nanoTime() - begin, failure == null);
          startNext();
        });
  }

  private synchronized void ended(Turn<?> turn, long nanos, boolean whole) {
    running--;
    double perState = (double) nanos / turn.states;
    if (Double.isNaN(nanosPerState)) {
      nanosPerState = perState;
    } else if (perState > nanosPerState) {
      nanosPerState += WEIGHT_OF_SLOWER * (perState - nanosPerState);
    } else if (whole) { // A failure may have ended it early.
      nanosPerState += WEIGHT_OF_FASTER * (perState - nanosPerState);
    }
  }

  private void refuse(Turn<?> turn) {
    synchronized (this) {
      if (!queue.remove(turn)) {
        return;
      }
      waiting -= turn.states;
    }
    turn.answer.completeExceptionally(refusal());
  }

  private static ProblemException refusal() {
    return ProblemException.overloaded(
        "too many rows wait for evaluation; try again later, or ask for fewer rows");
  }

  @PreDestroy
  void stop() {
    threads.shutdown();
  }
}
