package io.twinstream.cli;

import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.RedisAddress;
import io.twinstream.stores.RedisStore;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which online store a command reads: the local stack's unless said. */
final class StoreOption {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  @Mixin private StackOption stack;

  @Option(
      names = "--redis",
      paramLabel = "HOST:PORT",
      description = "The online store (default: the local stack's).")
  private String redis;

  OnlineStore open() {
    return open(redis != null ? redis : stack.addresses().redis());
  }

  static OnlineStore open(String address) {
    return RedisStore.connect(RedisAddress.parse(address), DEADLINE);
  }
}
