package io.twinstream.stores.redis;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The address of a Redis server, or of the sentinels that know it.
 *
 * @param host a name or an address; IPv6 addresses without brackets
 * @param port 1 to 65535
 * @param watch null for the address of a server; otherwise this is the address of the first of
 *     these sentinels
 */
public record RedisAddress(String host, int port, Watch watch) {
  private static final String TLS = "rediss://";
  private static final String SENTINEL = "redis-sentinel://";

  /**
   * The sentinels and what they watch.
   *
   * @param primary the name under which they watch the primary and its replicas
   * @param others the sentinels after the first
   */
  public record Watch(String primary, List<RedisAddress> others) {}

  public RedisAddress {
    Objects.requireNonNull(host, "host");
    if (host.isBlank() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "'" + host + ":" + port + "' is not a Redis address; write HOST:PORT");
    }
  }

  /** Creates the address of a server. */
  public RedisAddress(String host, int port) {
    this(host, port, null);
  }

  /** Reports whether the address requires TLS: {@code rediss://HOST:PORT}. */
  public static boolean isTls(String text) {
    return text.startsWith(TLS);
  }

  /**
   * Parses {@code HOST:PORT}, {@code redis://HOST:PORT}, {@code rediss://HOST:PORT} or {@code
   * redis-sentinel://HOST:PORT,HOST:PORT#PRIMARY}.
   *
   * @throws IllegalArgumentException if it has another form; the message does not show a password
   *     in it
   */
  public static RedisAddress parse(String written) {
    if (written.contains("@")) {
      throw new IllegalArgumentException(
          "a Redis address has no user or password: set them in the environment, as"
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

  /** Returns {@code HOST:PORT}; for sentinels, the form that {@link #parse} accepts. */
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
