package io.twinstream.stores.redis;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.List;

/**
 * What a client of Lettuce connects to.
 *
 * @param uris the server or its sentinels, in one URI; of a cluster, one URI for each known member
 * @param cluster whether it is a Redis Cluster
 * @param deadline the time after which a connection attempt or a command fails
 */
public record RedisTarget(List<RedisURI> uris, boolean cluster, Duration deadline) {
  public RedisTarget {
    uris = List.copyOf(uris);
    if (uris.isEmpty() || !cluster && uris.size() > 1) {
      throw new IllegalArgumentException(uris.size() + " addresses of a Redis server");
    }
  }

  RedisURI first() {
    return uris.get(0);
  }

  boolean tls() {
    return first().isSsl();
  }

  boolean sentinels() {
    return !first().getSentinels().isEmpty();
  }

  /** Returns the address without user and password. */
  RedisAddress address() {
    List<RedisAddress> all =
        (sentinels() ? first().getSentinels() : uris)
            .stream().map(uri -> new RedisAddress(uri.getHost(), uri.getPort())).toList();
    RedisAddress one = all.get(0);
    List<RedisAddress> others = all.subList(1, all.size());
    return new RedisAddress(
        one.host(),
        one.port(),
        sentinels() ? new RedisAddress.Watch(first().getSentinelMasterId(), others) : null,
        cluster ? new RedisAddress.Cluster(others) : null);
  }

  /** Returns the address as a URI without user and password. */
  @Override
  public String toString() {
    if (cluster) {
      return tls() ? address().toString().replaceFirst("^redis-", "rediss-") : address().toString();
    }
    return (sentinels() ? "" : tls() ? "rediss://" : "redis://") + address();
  }
}
