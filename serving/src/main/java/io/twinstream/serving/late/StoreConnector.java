package io.twinstream.serving.late;

import io.micronaut.core.annotation.Nullable;
import io.twinstream.serving.background.Background;
import io.twinstream.serving.background.Retries;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.StoreRefusedException;
import java.time.Duration;
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

  private final Supplier<OnlineStore> connect;
  private final Background background;
  @Nullable private Retries retries;

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
      retries = Retries.until(() -> attempt(late), NAME, background);
      return late;
    }
  }

  private boolean attempt(LateStore late) {
    try {
      late.is(connect.get());
      LOG.info("connected to the online store");
      return true;
    } catch (StoreException e) {
      if (late.fails(e)) {
        LOG.warn("not ready, retrying: {}", e.getMessage());
      }
      return false;
    }
  }

  /** Retries until the store answers, because nothing can be served before it does. */
  public static <T> T awaitAnswer(Supplier<T> question) {
    Duration pause = Retries.FIRST_PAUSE;
    String known = "";
    while (true) {
      try {
        return question.get();
      } catch (StoreException e) {
        if (!known.equals(e.getMessage())) {
          known = e.getMessage();
          LOG.warn("cannot load the applied definitions yet, retrying: {}", known);
        }
      }
      try {
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreException("interrupted while waiting for the online store", e);
      }
      pause = Retries.next(pause);
    }
  }

  @Override
  public void close() {
    if (retries != null) {
      retries.close();
    }
  }
}
