package io.twinstream.stores;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
  }

  /** Without a password or TLS. */
  public static RedisSettings of(RedisAddress address, Duration deadline) {
    return new RedisSettings(address, deadline, null, null, false, null);
  }

  @Override
  public String toString() {
    return (tls ? "rediss://" : "redis://") + address;
  }
}
