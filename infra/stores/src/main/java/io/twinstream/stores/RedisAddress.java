package io.twinstream.stores;

import java.util.Objects;

/**
 * Where a Redis server listens.
 *
 * @param host a name or an address; IPv6 addresses without brackets
 * @param port 1 to 65535
 */
public record RedisAddress(String host, int port) {
  public RedisAddress {
    Objects.requireNonNull(host, "host");
    if (host.isBlank() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "'" + host + ":" + port + "' is not a Redis address; write HOST:PORT");
    }
  }

  private static final String TLS = "rediss://";

  /** Whether an address is one that is talked to over TLS: {@code rediss://HOST:PORT}. */
  public static boolean isTls(String text) {
    return text.startsWith(TLS);
  }

  /**
   * Parses {@code HOST:PORT}, {@code redis://HOST:PORT} or {@code rediss://HOST:PORT}.
   *
   * @throws IllegalArgumentException if it is none; a password in it is not shown
   */
  public static RedisAddress parse(String written) {
    if (written.contains("@")) {
      throw new IllegalArgumentException(
          "an address of Redis has no user or password: give them by the environment, as"
              + " TWINSTREAM_REDIS_USERNAME and TWINSTREAM_REDIS_PASSWORD");
    }
    String text = written.replaceFirst("^rediss?://", "");
    int colon = text.lastIndexOf(':');
    try {
      String host = text.substring(0, Math.max(colon, 0));
      return new RedisAddress(
          host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host,
          Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a Redis address; write HOST:PORT, such as localhost:6379", e);
    }
  }

  /** {@code HOST:PORT}. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
