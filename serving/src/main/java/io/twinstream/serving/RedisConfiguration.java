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
 * Where the online store is. Defaults are in application.properties.
 *
 * @param address {@code HOST:PORT}, or {@code redis-sentinel://HOST:PORT,HOST:PORT#PRIMARY}
 * @param cluster whether it is a Redis Cluster, of which the address is a member
 * @param deadline how long a connection attempt, and an answer, may take
 * @param username null for the default user
 * @param password null for none; best given by the environment. Never shown
 * @param tls whether to talk over TLS, as to {@code rediss://HOST:PORT}
 * @param authority a PEM file of the certificates that the server's is to be signed by; null for
 *     what this JVM trusts
 */
@Requires(property = "twinstream.redis.address")
@ConfigurationProperties("twinstream.redis")
public record RedisConfiguration(
    @NotBlank String address,
    boolean cluster,
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
