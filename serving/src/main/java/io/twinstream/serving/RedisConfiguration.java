package io.twinstream.serving;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * Where the online store is. Defaults are in application.properties.
 *
 * @param address {@code HOST:PORT}
 * @param cluster whether it is a Redis Cluster, of which the address is a member
 * @param deadline how long a connection attempt, and an answer, may take
 */
@Requires(property = "twinstream.redis.address")
@ConfigurationProperties("twinstream.redis")
public record RedisConfiguration(
    @NotBlank String address, boolean cluster, @NotNull Duration deadline) {}
