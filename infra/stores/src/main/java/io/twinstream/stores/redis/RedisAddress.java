package io.twinstream.stores.redis;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The address of a Redis server, of the sentinels that know it, or of members of a Redis Cluster.
 *
 * @param host a name or an address; IPv6 addresses without brackets
 * @param port 1 to 65535
 * @param watch null unless this is the address of the first of some sentinels
 * @param cluster null unless this is the address of the first of some members of a cluster
 */
public record RedisAddress(String host, int port, Watch watch, Cluster cluster) {
  private static final String TLS = "rediss://";
  private static final String SENTINEL = "redis-sentinel://";
  private static final String CLUSTER = "redis-cluster://";
  private static final String CLUSTER_TLS = "rediss-cluster://";

  /**
   * The sentinels and what they watch.
   *
   * @param primary the name under which they watch the primary and its replicas
   * @param others the sentinels after the first
   */
  public record Watch(String primary, List<RedisAddress> others) {}

  /**
   * A Redis Cluster; a client asks the first of its members that answers for all others.
   *
   * @param others the given members after the first
   */
  public record Cluster(List<RedisAddress> others) {}

  public RedisAddress {
    Objects.requireNonNull(host, "host");
    if (host.isBlank() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "'" + host + ":" + port + "' is not a Redis address; write HOST:PORT");
    }
  }

  /** Creates the address of a server. */
  public RedisAddress(String host, int port) {
    this(host, port, null, null);
  }

  /**
   * Reports whether the address requires TLS: {@code rediss://HOST:PORT}, {@code
   * rediss-cluster://HOST:PORT,HOST:PORT}.
   */
  public static boolean isTls(String text) {
    return text.startsWith(TLS) || text.startsWith(CLUSTER_TLS);
  }

  /**
   * Parses {@code HOST:PORT}, {@code redis://HOST:PORT}, {@code rediss://HOST:PORT}, {@code
   * redis-sentinel://HOST:PORT,HOST:PORT#PRIMARY}, {@code redis-cluster://HOST:PORT,HOST:PORT} or
   * {@code rediss-cluster://HOST:PORT,HOST:PORT}.
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
    if (written.startsWith(SENTINEL)) {
      return sentinels(written.substring(SENTINEL.length()));
    }
    if (written.startsWith(CLUSTER) || written.startsWith(CLUSTER_TLS)) {
      List<RedisAddress> all = servers(written.substring(written.indexOf("//") + 2));
      RedisAddress first = all.get(0);
      return new RedisAddress(
          first.host, first.port, null, new Cluster(all.subList(1, all.size())));
    }
    return server(written.replaceFirst("^rediss?://", ""));
  }

  private static RedisAddress sentinels(String text) {
    int hash = text.indexOf('#');
    if (hash < 0 || hash == text.length() - 1) {
      throw new IllegalArgumentException(
          "'%s%s' does not name the primary; write %sHOST:PORT,HOST:PORT#PRIMARY"
              .formatted(SENTINEL, text, SENTINEL));
    }
    List<RedisAddress> all = servers(text.substring(0, hash));
    Watch watch = new Watch(text.substring(hash + 1), all.subList(1, all.size()));
    return new RedisAddress(all.get(0).host, all.get(0).port, watch, null);
  }

  private static List<RedisAddress> servers(String text) {
    return Arrays.stream(text.split(",")).map(RedisAddress::server).toList();
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

  /** Returns this server and the others that were given with it. */
  List<RedisAddress> all() {
    List<RedisAddress> others =
        watch != null ? watch.others() : cluster != null ? cluster.others() : List.of();
    return Stream.concat(Stream.of(new RedisAddress(host, port)), others.stream()).toList();
  }

  /**
   * Returns {@code HOST:PORT}; for sentinels and clusters, the form that {@link #parse} accepts,
   * without TLS.
   */
  @Override
  public String toString() {
    if (watch == null && cluster == null) {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
    String servers = all().stream().map(RedisAddress::toString).collect(Collectors.joining(","));
    return watch != null ? SENTINEL + servers + "#" + watch.primary() : CLUSTER + servers;
  }
}
