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

  /** Parses {@code HOST:PORT}. */
  public static RedisAddress parse(String text) {
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
