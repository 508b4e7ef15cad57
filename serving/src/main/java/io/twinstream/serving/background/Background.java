package io.twinstream.serving.background;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the background tasks of the server, and reports their failures. A task that fails runs again
 * at its next time, and a pool replaces a thread that dies. Both are logged, counted by task, and
 * reported by {@code /health}.
 */
@Singleton
public final class Background {
  private static final Logger LOG = LoggerFactory.getLogger(Background.class);

  /** For threads that libraries create. */
  private static final String OTHER = "other";

  private static final int IDLE_SECONDS = 10;

  private final MeterRegistry registry;
  private final InstantSource clock;
  private final Repeated lines = new Repeated();
  private final Map<String, Task> tasks = new ConcurrentSkipListMap<>();

  /** The last failure and the count of failures of one task. */
  private static final class Task {
    private final Counter failures;
    private volatile String last;
    private volatile boolean fails;

    Task(Counter failures) {
      this.failures = failures;
    }
  }

  public Background(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
    task(OTHER);
  }

  /**
   * A factory of daemon threads for a pool.
   *
   * @param name of the task that the threads run, one of few
   */
  public ThreadFactory threads(String name) {
    task(name);
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      thread.setUncaughtExceptionHandler((dead, failure) -> failed(name, failure));
      return thread;
    };
  }

  /**
   * Creates a pool of daemon threads with a bounded queue. Idle threads end. The pool refuses a
   * task with a {@link java.util.concurrent.RejectedExecutionException} if the queue is full.
   *
   * @param name of the task of the threads, one of few
   * @param size the largest number of threads
   * @param waiting the largest number of waiting tasks
   */
  public ThreadPoolExecutor pool(String name, int size, int waiting) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            size,
            size,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waiting),
            threads(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Wraps a task so that it never throws, because a scheduler stops repeating a task that does. */
  public Runnable guarded(String name, Runnable task) {
    Task known = task(name);
    return () -> {
      try {
        task.run();
        if (known.fails) {
          known.fails = false;
          LOG.info("{} succeeds again", name);
        }
      } catch (Throwable failure) { // An OutOfMemoryError too: the next run may have enough memory.
        failed(name, failure);
      }
    };
  }

  /** Logs and counts the death of a thread that nothing else handles. */
  public void died(Thread thread, Throwable failure) {
    LOG.error("the thread {} died of an uncaught error", thread.getName(), failure);
    note(OTHER, failure);
  }

  private void failed(String name, Throwable failure) {
    note(name, failure);
    lines.pass(name, left -> LOG.error("{} failed{}", name, Repeated.told(left), failure));
  }

  private void note(String name, Throwable failure) {
    Task task = task(name);
    task.fails = true;
    task.last = clock.instant() + ", " + failure;
    task.failures.increment();
  }

  private Task task(String name) {
    return tasks.computeIfAbsent(
        name,
        known ->
            new Task(
                Counter.builder("twinstream.background.failures")
                    .description("Failed runs and died threads, by task.")
                    .tag("task", known)
                    .register(registry)));
  }

  /** For each task, {@code OK}, or the number of its failures and the last failure. */
  public Map<String, Object> state() {
    Map<String, Object> state = new ConcurrentSkipListMap<>();
    tasks.forEach((name, task) -> state.put(name, state(task)));
    return state;
  }

  private static String state(Task task) {
    return task.last == null
        ? "OK"
        : "%s, %d failures, the last at %s"
            .formatted(task.fails ? "FAILS" : "OK", (long) task.failures.count(), task.last);
  }
}
