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
 * Compacts a table in the background of the process that writes it, so that nobody has to. There is
 * one per table and process, however many writers hold it; processes take turns by the lock of
 * {@link Compaction}. What fails is logged and tried again, less and less often.
 */
public final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Map<Path, Upkeep> RUNNING = new HashMap<>();

  /** After so many failures in a row the pause is no longer doubled: about an hour by then. */
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

  /** Keeps a table, which need not be there yet, until it is closed as often as it is held. */
  public static Upkeep hold(Path table, UpkeepRule rule) {
    return hold(table, rule, Upkeep::logged);
  }

  /**
   * As above, where a process watches over its tasks.
   *
   * @param guard makes a task that never throws of one that does when the table is not compacted
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
      // It is closed.
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
                        "{}: {} files became {}", table, each.filesBefore(), each.filesAfter()));
      }
      failures = 0;
    } catch (RuntimeException | Error e) {
      if (thread.isShutdown()) {
        return; // cut short
      }
      failures++;
      throw new HistoryException(
          "%s is not compacted, after %d tries; its rows are complete, in many files: %s"
              .formatted(table, failures, e.getMessage()),
          e);
    }
  }

  /** How often it has failed since it last did not. */
  public int failures() {
    return failures;
  }

  @Override
  public void close() {
    synchronized (RUNNING) {
      if (--holders == 0) {
        RUNNING.remove(table.toAbsolutePath().normalize());
        thread.shutdownNow(); // What it is at may be cut short anywhere, as by a kill.
      }
    }
  }
}
