package io.twinstream.cli.options;

import io.twinstream.cli.process.OnlineStores;
import io.twinstream.features.definition.Project;
import io.twinstream.stores.OnlineStore;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which online store a command reads: the local stack's unless said. */
public final class StoreOption {
  @Mixin private StackOption stack;

  @Option(
      names = "--redis",
      paramLabel = "HOST:PORT",
      description = "The online store; rediss://HOST:PORT over TLS (default: the local stack's).")
  private String redis;

  public OnlineStore open() {
    return OnlineStores.open(address());
  }

  /** The project of a folder, of a file or, as {@code registry:PROJECT}, that was applied there. */
  public Project definitions(String path) {
    return OnlineStores.definitions(path, address());
  }

  private String address() {
    return redis != null ? redis : stack.addresses().redis();
  }
}
