package io.twinstream.stores.redis;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * How to connect to Redis.
 *
 * @param deadline the time after which a connection attempt or a command fails
 * @param username null for the default user
 * @param password null for none; never shown
 * @param tls whether to use TLS
 * @param authority a PEM file with the authorities that may sign the server's certificate; null for
 *     those that this JVM trusts
 */
public record RedisSettings(
    RedisAddress address,
    Duration deadline,
    String username,
    String password,
    boolean tls,
    Path authority) {
  private static final String ENVIRONMENT = "TWINSTREAM_REDIS_";

  public RedisSettings {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(deadline, "deadline");
    if (authority != null && !Files.isReadable(authority)) {
      throw new IllegalArgumentException(
          "cannot read " + authority + ", the file with the authority of the Redis certificate");
    }
    if (username != null && password == null) {
      throw new IllegalArgumentException("a Redis user is set without a password");
    }
    if (tls && address.watch() != null) {
      throw new IllegalArgumentException(
          "sentinels are not supported over TLS; give the server's address, as rediss://HOST:PORT");
    }
  }

  /** Creates settings without a password and TLS. */
  public static RedisSettings of(RedisAddress address, Duration deadline) {
    return new RedisSettings(address, deadline, null, null, false, null);
  }

  /**
   * Creates settings from an address, {@code HOST:PORT} or for TLS {@code rediss://HOST:PORT}, and
   * the environment: {@code TWINSTREAM_REDIS_USERNAME}, {@code _PASSWORD} and {@code _AUTHORITY}.
   * Every process reads its own environment: Flink shows the options of jobs, but not their
   * environment.
   *
   * @throws IllegalArgumentException if the settings are inconsistent; the message shows no secrets
   */
  public static RedisSettings of(
      String address, Duration deadline, Map<String, String> environment) {
    String authority = environment.get(ENVIRONMENT + "AUTHORITY");
    return new RedisSettings(
        RedisAddress.parse(address),
        deadline,
        environment.get(ENVIRONMENT + "USERNAME"),
        environment.get(ENVIRONMENT + "PASSWORD"),
        RedisAddress.isTls(address),
        authority == null ? null : Path.of(authority));
  }

  @Override
  public String toString() {
    if (address.cluster() != null) {
      return tls ? address.toString().replaceFirst("^redis-", "rediss-") : address.toString();
    }
    return (address.watch() != null ? "" : tls ? "rediss://" : "redis://") + address;
  }
}
