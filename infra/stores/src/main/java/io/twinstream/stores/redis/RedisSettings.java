package io.twinstream.stores.redis;

import io.lettuce.core.RedisURI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

  /** Returns what a client connects to. */
  public RedisTarget target() {
    boolean cluster = address.cluster() != null;
    List<RedisURI> uris =
        cluster
            ? address.all().stream()
                .map(member -> uri(RedisURI.Builder.redis(member.host(), member.port())))
                .toList()
            : List.of(uri(place()));
    return new RedisTarget(uris, cluster, deadline);
  }

  private RedisURI.Builder place() {
    RedisAddress.Watch watch = address.watch();
    if (watch == null) {
      return RedisURI.Builder.redis(address.host(), address.port());
    }
    RedisURI.Builder sentinels =
        RedisURI.Builder.sentinel(address.host(), address.port(), watch.primary());
    watch.others().forEach(other -> sentinels.withSentinel(other.host(), other.port()));
    return sentinels;
  }

  private RedisURI uri(RedisURI.Builder uri) {
    uri.withSsl(tls).withTimeout(deadline);
    if (username != null) {
      uri.withAuthentication(username, password.toCharArray());
    } else if (password != null) {
      uri.withPassword(password.toCharArray());
    }
    return uri.build();
  }

  @Override
  public String toString() {
    return target().toString();
  }
}
