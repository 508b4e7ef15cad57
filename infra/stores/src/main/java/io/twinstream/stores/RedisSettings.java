package io.twinstream.stores;

import java.time.Duration;
import java.util.Objects;

/**
 * How to reach a Redis server.
 *
 * @param deadline after which a connection attempt or a command has failed
 * @param username null for the default user
 * @param password null for none; never shown
 * @param tls whether to talk over TLS, trusting what this JVM trusts
 */
public record RedisSettings(
    RedisAddress address, Duration deadline, String username, String password, boolean tls) {
  public RedisSettings {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(deadline, "deadline");
    if (username != null && password == null) {
      throw new IllegalArgumentException("a user of Redis without a password");
    }
  }

  /** Without a password or TLS. */
  public static RedisSettings of(RedisAddress address, Duration deadline) {
    return new RedisSettings(address, deadline, null, null, false);
  }

  @Override
  public String toString() {
    return (tls ? "rediss://" : "redis://") + address;
  }
}
