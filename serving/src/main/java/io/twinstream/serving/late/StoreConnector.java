package io.twinstream.serving.late;

import io.micronaut.core.annotation.Nullable;
import io.twinstream.serving.background.Background;
import io.twinstream.stores.Await;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.StoreRefusedException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to the online store: immediately if possible, else with retries in the background while
 * the server runs without it.
 */
public final class StoreConnector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreConnector.class);
  private static final String NAME = "store-connection";
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Supplier<OnlineStore> connect;
  private final Background background;
  @Nullable private ScheduledExecutorService thread;

  /**
   * @param connect fails with a {@link StoreException} if the store is not available
   */
  public StoreConnector(Supplier<OnlineStore> connect, Background background) {
    this.connect = connect;
    this.background = background;
  }

  /**
   * The store, connected or not yet.
   *
   * @throws StoreRefusedException if the store refuses this server
   */
  public OnlineStore connect() {
    try {
      return connect.get();
    } catch (StoreRefusedException e) {
      throw e;
    } catch (StoreException e) {
      LOG.warn("not ready, retrying: {}", e.getMessage());
      LateStore late = new LateStore(e);
      thread = Executors.newSingleThreadScheduledExecutor(background.threads(NAME));
      tryAfter(FIRST_PAUSE, late, e.getMessage());
      return late;
    }
  }

  private void tryAfter(Duration pause, LateStore late, String known) {
    var unused =
        thread.schedule(
            background.guarded(NAME, () -> attempt(pause, late, known)),
            pause.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void attempt(Duration pause, LateStore late, String known) {
    Duration next = min(pause.multipliedBy(2), LONGEST_PAUSE);
    String why = known;
    boolean again = true;
    try {
      OnlineStore found = connect.get();
      again = false;
      late.is(found);
      LOG.info("connected to the online store");
    } catch (StoreException e) {
      late.fails(e);
      why = e.getMessage();
      if (!why.equals(known)) {
        LOG.warn("not ready, retrying: {}", why);
      }
    } finally {
      if (again && !thread.isShutdown()) { // After an OutOfMemoryError, too.
        tryAfter(next, late, why);
      }
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /** Waits for the store without a time limit, because nothing can be served before it answers. */
  public static void awaitAnswer(OnlineStore store, Duration deadline) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        Await.within(deadline, store.check());
        return;
      } catch (StoreException e) {
        LOG.warn("cannot load the applied definitions yet, retrying: {}", e.getMessage());
      }
      try {
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreException("interrupted while waiting for the online store", e);
      }
      pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
    }
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.shutdownNow();
    }
  }
}
