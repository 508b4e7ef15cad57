package io.twinstream.options;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The online store. */
public final class RedisOption {
  @Option(
      names = "--redis",
      paramLabel = "HOST:PORT",
      description =
          "The online store; rediss://HOST:PORT over TLS, redis-cluster://HOST:PORT,HOST:PORT for"
              + " members of a Redis Cluster (TLS: rediss-cluster://),"
              + " redis-sentinel://HOST:PORT,HOST:PORT#PRIMARY for sentinels. (Default: the"
              + " profile's, else the local stack's.)")
  public Optional<String> redis = Optional.empty();

  /**
   * The address.
   *
   * @throws IllegalArgumentException if the user did not give it
   */
  public String require() {
    return redis.orElseThrow(
        () -> new IllegalArgumentException("Missing required option: '--redis=HOST:PORT'"));
  }
}
