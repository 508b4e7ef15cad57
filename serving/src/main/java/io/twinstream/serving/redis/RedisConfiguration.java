package io.twinstream.serving.redis;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import io.twinstream.stores.redis.RedisAddress;
import io.twinstream.stores.redis.RedisSettings;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The address and credentials of the online store. Defaults are in application.properties.
 *
 * @param address {@code HOST:PORT}, {@code redis-sentinel://HOST:PORT,HOST:PORT#PRIMARY}, or {@code
 *     redis-cluster://HOST:PORT,HOST:PORT}; null if Micronaut's properties name the server
 * @param deadline the timeout of a connection attempt, and of a reply
 * @param username null for the default user
 * @param password null for none; preferably from the environment. Never logged
 * @param tls whether to use TLS, as for {@code rediss://HOST:PORT}
 * @param authority a PEM file of the certificates that must have signed the server's certificate;
 *     null for the certificates that this JVM trusts
 * @param metrics whether to measure each command
 */
@ConfigurationProperties("twinstream.redis")
public record RedisConfiguration(
    @Nullable String address,
    @NotNull Duration deadline,
    @Nullable String username,
    @Nullable String password,
    boolean tls,
    @Nullable Path authority,
    boolean metrics) {

  /**
   * @throws IllegalArgumentException if they are inconsistent; the message shows no secrets
   */
  RedisSettings settings() {
    return new RedisSettings(
        RedisAddress.parse(address),
        deadline,
        username,
        password,
        tls || RedisAddress.isTls(address),
        authority);
  }

  /** Shows no secrets. */
  @Override
  public String toString() {
    return address == null ? "RedisConfiguration" : settings().toString();
  }
}
