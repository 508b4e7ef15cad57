package io.twinstream.cli;

import io.twinstream.cli.stack.OnlineStores;
import io.twinstream.stores.OnlineStore;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which online store a command reads: the local stack's unless said. */
final class StoreOption {
  @Mixin private StackOption stack;

  @Option(
      names = "--redis",
      paramLabel = "HOST:PORT",
      description = "The online store (default: the local stack's).")
  private String redis;

  OnlineStore open() {
    return OnlineStores.open(redis != null ? redis : stack.addresses().redis());
  }
}
