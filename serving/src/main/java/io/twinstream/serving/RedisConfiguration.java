package io.twinstream.serving;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Nullable;
import io.twinstream.stores.redis.RedisAddress;
import io.twinstream.stores.redis.RedisSettings;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The address and credentials of the online store. Defaults are in application.properties.
 *
 * @param address {@code HOST:PORT}, {@code redis-sentinel://HOST:PORT,HOST:PORT#PRIMARY}, or {@code
 *     redis-cluster://HOST:PORT,HOST:PORT}
 * @param deadline the timeout of a connection attempt, and of a reply
 * @param username null for the default user
 * @param password null for none; preferably from the environment. Never logged
 * @param tls whether to use TLS, as for {@code rediss://HOST:PORT}
 * @param authority a PEM file of the certificates that must have signed the server's certificate;
 *     null for the certificates that this JVM trusts
 */
@Requires(property = "twinstream.redis.address")
@ConfigurationProperties("twinstream.redis")
public record RedisConfiguration(
    @NotBlank String address,
    @NotNull Duration deadline,
    @Nullable String username,
    @Nullable String password,
    boolean tls,
    @Nullable Path authority) {

  RedisSettings settings() {
    return new RedisSettings(
        RedisAddress.parse(address),
        deadline,
        username,
        password,
        tls || RedisAddress.isTls(address),
        authority);
  }

  @Override
  public String toString() {
    return settings().toString();
  }
}
