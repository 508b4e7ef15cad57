package io.twinstream.stores.redis;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * How to reach a Redis server.
 *
 * @param deadline after which a connection attempt or a command has failed
 * @param username null for the default user
 * @param password null for none; never shown
 * @param tls whether to talk over TLS
 * @param authority a PEM file of the certificates that the server's is to be signed by; null for
 *     what this JVM trusts
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
          "cannot read " + authority + ", the authority that Redis is to be trusted by");
    }
    if (username != null && password == null) {
      throw new IllegalArgumentException("a user of Redis without a password");
    }
    if (tls && address.watch() != null) {
      throw new IllegalArgumentException(
          "sentinels are not asked over TLS; give the address of the server, as rediss://HOST:PORT");
    }
  }

  /** Without a password or TLS. */
  public static RedisSettings of(RedisAddress address, Duration deadline) {
    return new RedisSettings(address, deadline, null, null, false, null);
  }

  /**
   * As an address says, {@code HOST:PORT} or over TLS {@code rediss://HOST:PORT}, and the
   * environment: {@code TWINSTREAM_REDIS_USERNAME}, {@code _PASSWORD} and {@code _AUTHORITY}. Every
   * process reads its own: options of jobs are shown by Flink, its environment is not.
   *
   * @throws IllegalArgumentException if that makes no sense; secrets are not shown
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
    return (address.watch() != null ? "" : tls ? "rediss://" : "redis://") + address;
  }
}
