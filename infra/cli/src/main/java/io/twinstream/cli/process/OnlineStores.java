package io.twinstream.cli.process;

import io.twinstream.features.definition.Project;
import io.twinstream.features.files.FilePaths;
import io.twinstream.features.load.Definitions;
import io.twinstream.stores.AppliedDefinitions;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.redis.RedisStore;
import java.time.Duration;
import java.util.Optional;

/** Opens the online store for commands, and reads the definitions that are applied in it. */
public final class OnlineStores {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private OnlineStores() {}

  /**
   * Connects to Redis.
   *
   * @param address {@code HOST:PORT}, or {@code rediss://HOST:PORT} for TLS; user and password come
   *     from the environment
   */
  public static OnlineStore open(String address) {
    return RedisStore.connect(address, DEADLINE);
  }

  /**
   * The project of a folder, of a file or, as {@code registry:PROJECT}, of the applied definitions.
   *
   * @param address of the store with the applied definitions, {@code HOST:PORT}
   */
  public static Project definitions(String path, String address) {
    Optional<String> applied = AppliedDefinitions.project(path);
    if (applied.isEmpty()) {
      return Definitions.load(FilePaths.of(path));
    }
    try (OnlineStore store = open(address)) {
      return Definitions.parse(store.definitions().requireApplied(applied.get(), DEADLINE).files());
    }
  }

  /** The same path for a process with another working folder. */
  public static String absolute(String definitions) {
    return AppliedDefinitions.project(definitions).isPresent()
        ? definitions
        : FilePaths.of(definitions).toAbsolutePath().toString();
  }
}
