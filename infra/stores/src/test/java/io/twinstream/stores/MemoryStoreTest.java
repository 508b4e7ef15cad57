package io.twinstream.stores;

import java.time.Duration;
import java.time.Instant;

final class MemoryStoreTest extends OnlineStoreContract {
  private final ManualClock clock = new ManualClock(Instant.parse("2025-01-01T00:00:00Z"));
  private final MemoryStore store = new MemoryStore(clock);

  @Override
  public OnlineStore store() {
    return store;
  }

  @Override
  public void flush() {
    store.clear();
  }

  @Override
  public void pass(Duration time) {
    clock.advance(time);
  }
}
