package io.twinstream.cli.process;

import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.stores.AppliedDefinitions;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.redis.RedisStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Opens the online store that commands read, and finds what is applied there. */
public final class OnlineStores {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private OnlineStores() {}

  /**
   * Connects to Redis.
   *
   * @param address {@code HOST:PORT}, or {@code rediss://HOST:PORT} over TLS; a user and a password
   *     come from the environment
   */
  public static OnlineStore open(String address) {
    return RedisStore.connect(address, DEADLINE);
  }

  /**
   * The project of a folder, of a file or, as {@code registry:PROJECT}, that was applied.
   *
   * @param address of the store where it would be, {@code HOST:PORT}
   */
  public static Project definitions(String path, String address) {
    Optional<String> applied = AppliedDefinitions.project(path);
    if (applied.isEmpty()) {
      return Definitions.load(Path.of(path));
    }
    try (OnlineStore store = open(address)) {
      return Definitions.parse(AppliedDefinitions.require(store, applied.get(), DEADLINE).files());
    }
  }

  /** The same path for a process that is started elsewhere. */
  public static String absolute(String definitions) {
    return AppliedDefinitions.project(definitions).isPresent()
        ? definitions
        : Path.of(definitions).toAbsolutePath().toString();
  }
}
