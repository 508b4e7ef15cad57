package io.twinstream.stores.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.netty.channel.EventLoopGroup;
import io.twinstream.stores.Await;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.StoreRefusedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The connections of a {@link RedisStore} to a server or a cluster. */
final class RedisConnection {
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
    ClientResources resources = RedisClients.resources(open);
    RedisClient client = RedisClients.ofServer(resources, settings, lost);
    try {
      StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
      refuseCluster(settings, connection);
      return new RedisConnection(settings, resources, open, client, connection.async());
    } catch (RedisException e) {
      RedisClients.shutdown(client, resources);
      throw Unreachable.of(settings, e);
    } catch (StoreException e) {
      RedisClients.shutdown(client, resources);
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
    ClientResources resources = RedisClients.resources(open);
    RedisClusterClient client = RedisClients.ofCluster(resources, settings, lost);
    try {
      return new RedisConnection(
          settings, resources, open, client, client.connect(ByteArrayCodec.INSTANCE).async());
    } catch (RedisException e) {
      RedisClients.shutdown(client, resources);
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
              resources -> RedisClients.ofServer(resources, settings, lost),
              client -> client.connect(ByteArrayCodec.INSTANCE).async(),
              connection.commands);
      return connection;
    } catch (RedisException e) {
      connection.close();
      throw Unreachable.of(settings, e);
    }
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
    RedisClients.shutdown(client, resources);
  }
}
