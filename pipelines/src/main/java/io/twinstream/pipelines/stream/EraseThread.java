package io.twinstream.pipelines.stream;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats the erasures of a view, on a thread beside the pipeline, after the store lost states: it
 * may have lost erasures too. A failed attempt is repeated with an exponential backoff.
 */
final class EraseThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EraseThread.class);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final long CLOSE_WITHIN_MS = 10_000;

  private final String generation;
  private final Runnable erase;
  private final Duration firstPause;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile OptionalLong erased = OptionalLong.empty();
  private Thread thread;

  /**
   * @param generation the generation that lost states, for messages
   * @param erase repeats all erasures of the view
   * @param firstPause the pause after the first failed attempt
   */
  EraseThread(String generation, Runnable erase, Duration firstPause) {
    this.generation = generation;
    this.erase = erase;
    this.firstPause = firstPause;
  }

  /**
   * Reports whether all erasures have been repeated since states were lost. If not, it starts to
   * repeat them, unless that is already in progress.
   *
   * @param lostAt when states were lost; empty if none were
   */
  boolean erasedSince(OptionalLong lostAt) {
    if (lostAt.isEmpty() || lostAt.equals(erased)) {
      return true;
    }
    if (thread == null || !thread.isAlive()) {
      thread = new Thread(() -> run(lostAt), "erase-" + generation);
      thread.setDaemon(true);
      thread.start();
    }
    return false;
  }

  private void run(OptionalLong lostAt) {
    Duration pause = firstPause;
    try {
      do {
        try {
          erase.run();
          erased = lostAt;
          return;
        } catch (RuntimeException | Error e) { // otherwise readers would never follow it again
          if (closed.getCount() > 0) {
            LOG.warn(
                "cannot repeat the erasures of {}: readers wait; next attempt in {} ms: {}",
                generation,
                pause.toMillis(),
                e.toString());
          }
        }
        Duration now = pause;
        pause = now.compareTo(LONGEST_PAUSE.dividedBy(2)) < 0 ? now.multipliedBy(2) : LONGEST_PAUSE;
        closed.await(now.toMillis(), TimeUnit.MILLISECONDS);
      } while (closed.getCount() > 0);
    } catch (InterruptedException e) {
      LOG.debug("closed", e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    if (thread == null) {
      return;
    }
    thread.interrupt();
    try {
      thread.join(CLOSE_WITHIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
