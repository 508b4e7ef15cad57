package io.twinstream.cli.place;

import io.twinstream.cli.process.OnlineStores;
import io.twinstream.features.definition.Project;
import io.twinstream.options.RedisOption;
import io.twinstream.stores.OnlineStore;
import picocli.CommandLine.Mixin;

/** The online store that a command reads: the local stack's by default. */
public final class StoreOption {
  @Mixin private StackOption stack;
  @Mixin private RedisOption redis;

  public OnlineStore open() {
    return OnlineStores.open(address());
  }

  /** The project of a folder, of a file or, as {@code registry:PROJECT}, that was applied there. */
  public Project definitions(String path) {
    return OnlineStores.definitions(path, address());
  }

  private String address() {
    return redis.redis.orElseGet(() -> stack.redis());
  }
}
