package io.twinstream.serving.operation;

import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.OverriddenStore;
import io.twinstream.stores.StoreException;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A store that a test can make fail or hang after the server has started. */
final class Switched {
  enum Mode {
    WELL,
    GONE,
    SILENT
  }

  private final OnlineStore well;
  private volatile Mode mode = Mode.WELL;

  Switched(InstantSource clock) {
    well = new MemoryStore(clock);
  }

  void to(Mode next) {
    mode = next;
  }

  /** A call that ends at the store's deadline. */
  private static CompletableFuture<?> silence() {
    return CompletableFuture.supplyAsync(
        () -> {
          throw new StoreException("it does not answer", null);
        },
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
  }

  OnlineStore store() {
    return OverriddenStore.of(
        well,
        call -> {
          if (mode == Mode.WELL || !call.returnsStage()) {
            return call.proceed();
          }
          return mode == Mode.SILENT
              ? silence()
              : CompletableFuture.failedFuture(new StoreException("it is gone", null));
        });
  }
}
