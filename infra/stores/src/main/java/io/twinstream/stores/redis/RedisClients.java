package io.twinstream.stores.redis;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Creates clients of Lettuce with what a {@link RedisStore} needs. */
public final class RedisClients {
  /** The maximal number of commands that wait for an answer or a reconnect. */
  private static final int MAX_WAITING = 100_000;

  /** The delays between attempts to reconnect. */
  private static final Delay RECONNECT =
      Delay.exponential(Duration.ofMillis(10), Duration.ofSeconds(1), 2, MILLISECONDS);

  /**
   * Lettuce holds a completed command and its answer until the next tick of the timer for
   * deadlines. With its default tick of 100 ms, the garbage collector would copy all answers of
   * that time.
   */
  private static final int TICK_MILLIS = 5;

  /** A moved slot is noticed by its first command; a new member without slots is not. */
  private static final Duration REFRESH_AT_LEAST_EVERY = Duration.ofSeconds(10);

  private static final Duration REFRESH_AT_MOST_EVERY = Duration.ofMillis(500);

  private RedisClients() {}

  /** Creates a client that owns neither the resources nor their threads. */
  public static AbstractRedisClient create(
      ClientResources resources, RedisTarget target, ClientOptions options) {
    if (target.cluster()) {
      RedisClusterClient client = RedisClusterClient.create(resources, target.uris());
      client.setOptions((ClusterClientOptions) options);
      return client;
    }
    RedisClient client = RedisClient.create(resources, target.first());
    client.setOptions(options);
    return client;
  }

  static void shutdown(AbstractRedisClient client) {
    shutdown(List.of(client));
  }

  /** Ends the threads of resources, after the clients that use them. */
  public static void shutdown(ClientResources resources) {
    resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    resources.timer().stop(); // Lettuce leaves this to the owner of the resources.
  }

  /**
   * Closes clients, also for a thread that is interrupted, as that of a job that is cancelled: a
   * client that stays open would connect again and again for as long as the process runs.
   */
  static void shutdown(Collection<? extends AbstractRedisClient> clients) {
    CompletableFuture.allOf(
            clients.stream()
                .map(client -> client.shutdownAsync(0, 2, TimeUnit.SECONDS))
                .toArray(CompletableFuture[]::new))
        .join(); // which interrupts do not end
  }

  /**
   * Begins the resources of clients that a {@link RedisStore} can use: they count the connections.
   */
  public static ClientResources.Builder resources() {
    return ClientResources.builder()
        .reconnectDelay(RECONNECT)
        .nettyCustomizer(new OpenChannels())
        .timer(
            new HashedWheelTimer(
                new DefaultThreadFactory("redis-deadlines", true), TICK_MILLIS, MILLISECONDS));
  }

  /**
   * Returns the options of a client.
   *
   * @param authority as in {@link RedisSettings}
   * @param lost what happens to commands while a connection is lost
   */
  public static ClientOptions options(
      RedisTarget target, Path authority, DisconnectedBehavior lost) {
    ClientOptions.Builder builder =
        target.cluster()
            ? ClusterClientOptions.builder()
                .topologyRefreshOptions(
                    ClusterTopologyRefreshOptions.builder()
                        .enableAllAdaptiveRefreshTriggers()
                        .adaptiveRefreshTriggersTimeout(REFRESH_AT_MOST_EVERY)
                        .enablePeriodicRefresh(REFRESH_AT_LEAST_EVERY)
                        .build())
            : ClientOptions.builder();
    if (authority != null) {
      builder.sslOptions(SslOptions.builder().trustManager(authority.toFile()).build());
    }
    return builder
        .disconnectedBehavior(lost)
        .requestQueueSize(MAX_WAITING)
        .socketOptions(SocketOptions.builder().connectTimeout(target.deadline()).build())
        .timeoutOptions(TimeoutOptions.enabled(target.deadline()))
        .build();
  }
}
