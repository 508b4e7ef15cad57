package io.twinstream.stores.redis;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
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
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Makes Lettuce's clients from settings. */
final class RedisClients {
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

  static RedisClient ofServer(
      ClientResources resources, RedisSettings settings, DisconnectedBehavior lost) {
    RedisClient client = RedisClient.create(resources, uri(settings, place(settings.address())));
    client.setOptions(
        options(ClientOptions.builder().disconnectedBehavior(lost), settings).build());
    return client;
  }

  static RedisClusterClient ofCluster(
      ClientResources resources, RedisSettings settings, DisconnectedBehavior lost) {
    RedisClusterClient client =
        RedisClusterClient.create(
            resources,
            settings.address().all().stream()
                .map(
                    member ->
                        uri(
                            settings,
                            RedisURI.builder().withHost(member.host()).withPort(member.port())))
                .toList());
    ClusterClientOptions.Builder builder =
        ClusterClientOptions.builder()
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enableAllAdaptiveRefreshTriggers()
                    .adaptiveRefreshTriggersTimeout(REFRESH_AT_MOST_EVERY)
                    .enablePeriodicRefresh(REFRESH_AT_LEAST_EVERY)
                    .build());
    options(builder.disconnectedBehavior(lost), settings);
    client.setOptions(builder.build());
    return client;
  }

  static void shutdown(AbstractRedisClient client, ClientResources resources) {
    shutdown(List.of(client));
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

  static ClientResources resources(OpenChannels open) {
    return ClientResources.builder()
        .reconnectDelay(RECONNECT)
        .nettyCustomizer(open)
        .timer(
            new HashedWheelTimer(
                new DefaultThreadFactory("redis-deadlines", true), TICK_MILLIS, MILLISECONDS))
        .build();
  }

  private static RedisURI uri(RedisSettings settings, RedisURI.Builder uri) {
    uri.withSsl(settings.tls()).withTimeout(settings.deadline());
    if (settings.username() != null) {
      uri.withAuthentication(settings.username(), settings.password().toCharArray());
    } else if (settings.password() != null) {
      uri.withPassword(settings.password().toCharArray());
    }
    return uri.build();
  }

  private static RedisURI.Builder place(RedisAddress address) {
    RedisAddress.Watch watch = address.watch();
    if (watch == null) {
      return RedisURI.builder().withHost(address.host()).withPort(address.port());
    }
    RedisURI.Builder sentinels =
        RedisURI.Builder.sentinel(address.host(), address.port(), watch.primary());
    watch.others().forEach(other -> sentinels.withSentinel(other.host(), other.port()));
    return sentinels;
  }

  private static ClientOptions.Builder options(
      ClientOptions.Builder builder, RedisSettings settings) {
    if (settings.authority() != null) {
      builder.sslOptions(SslOptions.builder().trustManager(settings.authority().toFile()).build());
    }
    return builder
        .requestQueueSize(MAX_WAITING)
        .socketOptions(SocketOptions.builder().connectTimeout(settings.deadline()).build())
        .timeoutOptions(TimeoutOptions.enabled(settings.deadline()));
  }
}
