package io.twinstream.verify.parity;

import io.twinstream.local.flink.FlinkCluster;
import io.twinstream.local.job.LiveJob;
import io.twinstream.local.job.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;

/** Kills the task manager a number of times while events flow, and starts another each time. */
final class Killing {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration RESTORE_LIMIT = Duration.ofMinutes(3);

  private final FlinkCluster cluster;
  private final LiveJob job;
  private final int times;
  private final long events;
  private final LongSupplier sent;
  private CompletableFuture<Void> done;

  /**
   * @param events the number of events to send; the kills are spread evenly
   * @param sent the number of events sent so far
   */
  Killing(FlinkCluster cluster, LiveJob job, int times, long events, LongSupplier sent) {
    this.cluster = cluster;
    this.job = job;
    this.times = times;
    this.events = events;
    this.sent = sent;
  }

  void start() {
    done = CompletableFuture.runAsync(this::run);
  }

  private void run() {
    for (int i = 1; i <= times; i++) {
      long from = events * i / (times + 1);
      int checkpoints = i; // Waits for a new checkpoint, so that each restore is from another one.
      while (sent.getAsLong() < from || job.rest().checkpoints(job.id()) < checkpoints) {
        requireRunning();
        Waiting.pause(POLL);
      }
      cluster.taskManager().kill();
      cluster.startTaskManager();
      awaitRestored(i);
    }
  }

  private void requireRunning() {
    String state = job.rest().state(job.id());
    if (List.of("FAILED", "CANCELED", "FINISHED").contains(state)) {
      throw new IllegalStateException(
          "the live job has ended with state " + state + "; " + job.rest().failure(job.id()));
    }
  }

  private void awaitRestored(int times) {
    long deadline = System.nanoTime() + RESTORE_LIMIT.toNanos();
    while (job.rest().restored(job.id()) < times) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "the live job was not restored after kill %d: its state is %s; %s"
                .formatted(times, job.rest().state(job.id()), job.rest().failure(job.id())));
      }
      Waiting.pause(POLL);
    }
    job.awaitTasks();
  }

  /** Waits for the restore after the last kill; returns a summary. */
  String await() {
    try {
      done.join();
    } catch (CompletionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    }
    return times == 0
        ? "no process was killed"
        : "killed the task manager %d time(s); the job was restored %d time(s)"
            .formatted(times, job.rest().restored(job.id()));
  }
}
