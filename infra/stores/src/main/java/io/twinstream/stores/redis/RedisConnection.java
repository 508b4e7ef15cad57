package io.twinstream.stores.redis;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.channel.EventLoopGroup;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.twinstream.stores.Await;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.StoreRefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The connections of a {@link RedisStore} to a server or a cluster. */
final class RedisConnection {
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

  private final RedisSettings settings;
  private final ClientResources resources;
  private final OpenChannels open;
  private final AbstractRedisClient client;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;
  private final boolean cluster;
  private LoopConnections loops;

  private RedisConnection(
      RedisSettings settings,
      ClientResources resources,
      OpenChannels open,
      AbstractRedisClient client,
      RedisClusterAsyncCommands<byte[], byte[]> commands) {
    this.settings = settings;
    this.resources = resources;
    this.open = open;
    this.client = client;
    this.commands = commands;
    this.cluster = settings.address().cluster() != null;
  }

  /** Connects. While the connection is lost, commands wait for it until their deadline. */
  static RedisConnection open(RedisSettings settings) {
    return open(settings, DisconnectedBehavior.ACCEPT_COMMANDS);
  }

  private static RedisConnection open(RedisSettings settings, DisconnectedBehavior lost) {
    return settings.address().cluster() != null
        ? toCluster(settings, lost)
        : toServer(settings, lost);
  }

  private static RedisConnection toServer(RedisSettings settings, DisconnectedBehavior lost) {
    OpenChannels open = new OpenChannels();
    ClientResources resources = resources(open);
    RedisClient client = client(resources, settings, lost);
    try {
      StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
      refuseCluster(settings, connection);
      return new RedisConnection(settings, resources, open, client, connection.async());
    } catch (RedisException e) {
      shutdown(client, resources);
      throw Unreachable.of(settings, e);
    } catch (StoreException e) {
      shutdown(client, resources);
      throw e;
    }
  }

  /**
   * Refuses a member of a cluster: it would reject the keys of all other members, but only later.
   */
  private static void refuseCluster(
      RedisSettings settings, StatefulRedisConnection<byte[], byte[]> connection) {
    String mode;
    try {
      mode = connection.sync().info("cluster");
    } catch (RedisException e) {
      return; // INFO is forbidden, or no answer came in time: the commands will report it.
    }
    if (mode.contains("cluster_enabled:1")) {
      throw new StoreRefusedException(
          "Redis at "
              + settings.address()
              + " is a member of a Redis Cluster; write "
              + settings.toString().replaceFirst("://", "-cluster://")
              + ", or several members separated by commas",
          null);
    }
  }

  private static RedisConnection toCluster(RedisSettings settings, DisconnectedBehavior lost) {
    OpenChannels open = new OpenChannels();
    ClientResources resources = resources(open);
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
    try {
      return new RedisConnection(
          settings, resources, open, client, client.connect(ByteArrayCodec.INSTANCE).async());
    } catch (RedisException e) {
      shutdown(client, resources);
      throw Unreachable.of(settings, e);
    }
  }

  /**
   * Connects, to a server on each event loop too. While a connection is lost, commands fail at
   * once.
   */
  static RedisConnection open(RedisSettings settings, EventLoopGroup eventLoops) {
    DisconnectedBehavior lost = DisconnectedBehavior.REJECT_COMMANDS;
    RedisConnection connection = open(settings, lost);
    if (connection.cluster) {
      return connection;
    }
    try {
      connection.loops =
          new LoopConnections(
              eventLoops,
              connection.resources,
              resources -> client(resources, settings, lost),
              client -> client.connect(ByteArrayCodec.INSTANCE).async(),
              connection.commands);
      return connection;
    } catch (RedisException e) {
      connection.close();
      throw Unreachable.of(settings, e);
    }
  }

  private static RedisClient client(
      ClientResources resources, RedisSettings settings, DisconnectedBehavior lost) {
    RedisClient client = RedisClient.create(resources, uri(settings, place(settings.address())));
    client.setOptions(
        options(ClientOptions.builder().disconnectedBehavior(lost), settings).build());
    return client;
  }

  RedisClusterAsyncCommands<byte[], byte[]> commands() {
    return loops == null ? commands : loops.commands();
  }

  /** Reports whether the keys are spread over the members of a Redis Cluster. */
  boolean isCluster() {
    return cluster;
  }

  /**
   * Returns groups of indexes of keys that one command may contain: on a cluster, keys of one slot.
   */
  List<int[]> groups(byte[][] keys, int most) {
    long[] bySlot = new long[keys.length];
    for (int i = 0; i < keys.length; i++) {
      bySlot[i] = (cluster ? (long) SlotHash.getSlot(keys[i]) << Integer.SIZE : 0) | i;
    }
    if (cluster) {
      Arrays.sort(bySlot);
    }
    List<int[]> groups = new ArrayList<>();
    for (int from = 0, to; from < keys.length; from = to) {
      to = from + 1;
      while (to < keys.length && to - from < most && slot(bySlot[to]) == slot(bySlot[from])) {
        to++;
      }
      groups.add(Arrays.stream(bySlot, from, to).mapToInt(each -> (int) each).toArray());
    }
    return groups;
  }

  private static long slot(long slotAndIndex) {
    return slotAndIndex >>> Integer.SIZE;
  }

  /** Converts a failure of the stage to a {@link StoreException} with the address. */
  <T> CompletionStage<T> translate(CompletionStage<T> stage) {
    return stage.exceptionallyCompose(
        failure -> {
          Throwable cause = Await.cause(failure);
          return CompletableFuture.failedFuture(
              cause instanceof StoreException
                  ? cause
                  : new StoreException(
                      "Redis at " + settings.address() + " failed: " + cause.getMessage(), cause));
        });
  }

  /** Waits for a stage until the deadline. */
  <T> T await(CompletionStage<T> stage) {
    return Await.within(settings.deadline(), translate(stage));
  }

  /** Returns the number of connections so far. */
  long epoch() {
    return open.count();
  }

  /** Closes the open connections, so that the client connects again. */
  void reconnect() {
    open.close();
  }

  void close() {
    if (loops != null) {
      loops.close();
    }
    shutdown(client, resources);
  }

  private static void shutdown(AbstractRedisClient client, ClientResources resources) {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    resources.timer().stop(); // Lettuce leaves this to the owner of the resources.
  }

  private static ClientResources resources(OpenChannels open) {
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
