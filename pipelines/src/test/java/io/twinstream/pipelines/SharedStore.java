package io.twinstream.pipelines;

import io.twinstream.stores.MemoryStore;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A store in memory that the tasks of a Flink cluster in this JVM share with the test. */
record SharedStore(String name) implements StoreAddress {
  private static final long serialVersionUID = 1;
  private static final Map<String, MemoryStore> STORES = new ConcurrentHashMap<>();

  static SharedStore create() {
    String name = UUID.randomUUID().toString();
    STORES.put(name, new MemoryStore(Clock.systemUTC()));
    return new SharedStore(name);
  }

  @Override
  public MemoryStore open() {
    return STORES.get(name);
  }
}
