package io.twinstream.offline.log.archive;

import io.twinstream.offline.log.file.HistoryException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts a table in the background of the process that writes it. There is one upkeep per table
 * and process, however many writers hold it; processes take turns with the lock of {@link
 * Compaction}. A failure is logged, and retried with exponential backoff.
 */
public final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Map<Path, Upkeep> RUNNING = new HashMap<>();

  /**
   * After this many consecutive failures the pause is no longer doubled; it is then about an hour.
   */
  private static final int MOST_DOUBLINGS = 4;

  private final Path table;
  private final Compaction compaction;
  private final ScheduledExecutorService thread;
  private final Duration every;
  private final Runnable guarded;
  private int holders;
  private volatile int failures;

  private Upkeep(Path table, UpkeepRule rule, UnaryOperator<Runnable> guard) {
    this.table = table;
    this.every = rule.every();
    this.guarded = guard.apply(this::look);
    this.compaction = Compaction.inBackground(table, rule);
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread upkeep = new Thread(task, "upkeep of " + table.getFileName());
              upkeep.setDaemon(true);
              upkeep.setPriority(Thread.MIN_PRIORITY);
              return upkeep;
            });
    next();
  }

  /**
   * Starts the upkeep of a table, which need not exist yet. It ends when it has been closed as
   * often as it was held.
   */
  public static Upkeep hold(Path table, UpkeepRule rule) {
    return hold(table, rule, Upkeep::logged);
  }

  /**
   * Starts the upkeep of a table in a process that supervises its tasks.
   *
   * @param guard wraps a task that throws if the table is not compacted, so that it never throws
   */
  public static Upkeep hold(Path table, UpkeepRule rule, UnaryOperator<Runnable> guard) {
    synchronized (RUNNING) {
      Path key = table.toAbsolutePath().normalize();
      Upkeep upkeep = RUNNING.computeIfAbsent(key, path -> new Upkeep(path, rule, guard));
      upkeep.holders++;
      return upkeep;
    }
  }

  private static Runnable logged(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        LOG.warn("{}", e.getMessage(), e);
      }
    };
  }

  private void next() {
    long pause = every.toMillis() << Math.min(failures, MOST_DOUBLINGS);
    try {
      var unused = thread.schedule(this::run, pause, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The upkeep is closed.
    }
  }

  private void run() {
    try {
      guarded.run();
    } finally {
      next();
    }
  }

  private void look() {
    try {
      if (Files.isDirectory(table)) {
        Optional<Compaction.Result> result = compaction.tidy();
        result
            .filter(each -> each.folders() > 0)
            .ifPresent(
                each ->
                    LOG.info(
                        "{}: compacted {} files into {}",
                        table,
                        each.filesBefore(),
                        each.filesAfter()));
      }
      failures = 0;
    } catch (RuntimeException | Error e) {
      if (thread.isShutdown()) {
        return; // interrupted by close
      }
      failures++;
      throw new HistoryException(
          "%s was not compacted in %d attempts; its rows are complete, in many files; retrying: %s"
              .formatted(table, failures, e.getMessage()),
          e);
    }
  }

  /** Returns the number of failures since the last success. */
  public int failures() {
    return failures;
  }

  @Override
  public void close() {
    synchronized (RUNNING) {
      if (--holders == 0) {
        RUNNING.remove(table.toAbsolutePath().normalize());
        thread.shutdownNow(); // A compaction may be interrupted at any point, as by a kill.
      }
    }
  }
}
