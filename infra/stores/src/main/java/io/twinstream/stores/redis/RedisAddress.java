package io.twinstream.stores.redis;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a Redis server listens, or the sentinels that know where it does.
 *
 * @param host a name or an address; IPv6 addresses without brackets
 * @param port 1 to 65535
 * @param watch null for a server itself; else it is a sentinel that is there, of these
 */
public record RedisAddress(String host, int port, Watch watch) {
  private static final String TLS = "rediss://";
  private static final String SENTINEL = "redis-sentinel://";

  /**
   * What sentinels watch.
   *
   * @param primary the name by which they know the primary and its replicas
   * @param others sentinels, beside the first
   */
  public record Watch(String primary, List<RedisAddress> others) {}

  public RedisAddress {
    Objects.requireNonNull(host, "host");
    if (host.isBlank() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "'" + host + ":" + port + "' is not a Redis address; write HOST:PORT");
    }
  }

  /** A server. */
  public RedisAddress(String host, int port) {
    this(host, port, null);
  }

  /** Whether an address is one that is talked to over TLS: {@code rediss://HOST:PORT}. */
  public static boolean isTls(String text) {
    return text.startsWith(TLS);
  }

  /**
   * Parses {@code HOST:PORT}, {@code redis://HOST:PORT}, {@code rediss://HOST:PORT} or {@code
   * redis-sentinel://HOST:PORT,HOST:PORT#PRIMARY}.
   *
   * @throws IllegalArgumentException if it is none; a password in it is not shown
   */
  public static RedisAddress parse(String written) {
    if (written.contains("@")) {
      throw new IllegalArgumentException(
          "an address of Redis has no user or password: give them by the environment, as"
              + " TWINSTREAM_REDIS_USERNAME and TWINSTREAM_REDIS_PASSWORD");
    }
    return written.startsWith(SENTINEL)
        ? sentinels(written.substring(SENTINEL.length()))
        : server(written.replaceFirst("^rediss?://", ""));
  }

  private static RedisAddress sentinels(String text) {
    int hash = text.indexOf('#');
    if (hash < 0 || hash == text.length() - 1) {
      throw new IllegalArgumentException(
          "'%s%s' does not name the primary; write %sHOST:PORT,HOST:PORT#PRIMARY"
              .formatted(SENTINEL, text, SENTINEL));
    }
    List<RedisAddress> all =
        Arrays.stream(text.substring(0, hash).split(",")).map(RedisAddress::server).toList();
    Watch watch = new Watch(text.substring(hash + 1), all.subList(1, all.size()));
    return new RedisAddress(all.get(0).host, all.get(0).port, watch);
  }

  private static RedisAddress server(String text) {
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

  /** {@code HOST:PORT}, of sentinels as {@link #parse} takes it. */
  @Override
  public String toString() {
    if (watch == null) {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
    return Stream.concat(Stream.of(new RedisAddress(host, port)), watch.others().stream())
        .map(RedisAddress::toString)
        .collect(Collectors.joining(",", SENTINEL, "#" + watch.primary()));
  }
}
