package io.twinstream.stores.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
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
  private final RedisTarget target;
  private final AbstractRedisClient client;
  private final OpenChannels open;
  private final Runnable release;
  private final StatefulConnection<byte[], byte[]> connection;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;
  private LoopConnections loops;

  private RedisConnection(
      RedisTarget target,
      AbstractRedisClient client,
      Runnable release,
      StatefulConnection<byte[], byte[]> connection,
      RedisClusterAsyncCommands<byte[], byte[]> commands) {
    this.target = target;
    this.client = client;
    this.open = OpenChannels.of(client);
    this.release = release;
    this.connection = connection;
    this.commands = commands;
  }

  /**
   * @param release ends what was created for this connection only
   */
  private static RedisConnection connect(
      RedisTarget target, AbstractRedisClient client, Runnable release) {
    try {
      if (target.cluster()) {
        StatefulRedisClusterConnection<byte[], byte[]> connection =
            ((RedisClusterClient) client).connect(ByteArrayCodec.INSTANCE);
        return new RedisConnection(target, client, release, connection, connection.async());
      }
      StatefulRedisConnection<byte[], byte[]> connection =
          ((RedisClient) client).connect(ByteArrayCodec.INSTANCE);
      refuseCluster(target, connection);
      return new RedisConnection(target, client, release, connection, connection.async());
    } catch (RedisException e) {
      release.run();
      throw Unreachable.of(target, e);
    } catch (StoreException e) {
      release.run();
      throw e;
    }
  }

  /** Connects. While the connection is lost, commands wait for it until their deadline. */
  static RedisConnection open(RedisSettings settings) {
    return open(settings, DisconnectedBehavior.ACCEPT_COMMANDS);
  }

  private static RedisConnection open(RedisSettings settings, DisconnectedBehavior lost) {
    RedisTarget target = settings.target();
    ClientResources resources = RedisClients.resources().build();
    AbstractRedisClient client =
        RedisClients.create(
            resources, target, RedisClients.options(target, settings.authority(), lost));
    return connect(
        target,
        client,
        () -> {
          RedisClients.shutdown(client);
          RedisClients.shutdown(resources);
        });
  }

  /**
   * Refuses a member of a cluster: it would reject the keys of all other members, but only later.
   */
  private static void refuseCluster(
      RedisTarget target, StatefulRedisConnection<byte[], byte[]> connection) {
    String mode;
    try {
      mode = connection.sync().info("cluster");
    } catch (RedisException e) {
      return; // INFO is forbidden, or no answer came in time: the commands will report it.
    }
    if (mode.contains("cluster_enabled:1")) {
      connection.close();
      throw new StoreRefusedException(
          "Redis at "
              + target.address()
              + " is a member of a Redis Cluster; write "
              + target.toString().replaceFirst("://", "-cluster://")
              + ", or several members separated by commas",
          null);
    }
  }

  /**
   * Connects, to a server on each event loop too. While a connection is lost, commands fail at
   * once.
   */
  static RedisConnection open(RedisSettings settings, EventLoopGroup eventLoops) {
    return open(settings, DisconnectedBehavior.REJECT_COMMANDS).onLoops(eventLoops);
  }

  /** Connects with a client that the caller owns, to a server on each event loop too. */
  static RedisConnection open(
      AbstractRedisClient client, RedisTarget target, EventLoopGroup eventLoops) {
    return connect(target, client, () -> {}).onLoops(eventLoops);
  }

  private RedisConnection onLoops(EventLoopGroup eventLoops) {
    if (target.cluster()) {
      return this;
    }
    try {
      loops =
          new LoopConnections(
              eventLoops,
              client.getResources(),
              resources ->
                  (RedisClient) RedisClients.create(resources, target, client.getOptions()),
              each -> each.connect(ByteArrayCodec.INSTANCE).async(),
              commands);
      return this;
    } catch (RedisException e) {
      close();
      throw Unreachable.of(target, e);
    }
  }

  RedisClusterAsyncCommands<byte[], byte[]> commands() {
    return loops == null ? commands : loops.commands();
  }

  /** Reports whether the keys are spread over the members of a Redis Cluster. */
  boolean isCluster() {
    return target.cluster();
  }

  /**
   * Returns groups of indexes of keys that one command may contain: on a cluster, keys of one slot.
   */
  List<int[]> groups(byte[][] keys, int most) {
    long[] bySlot = new long[keys.length];
    for (int i = 0; i < keys.length; i++) {
      bySlot[i] = (target.cluster() ? (long) SlotHash.getSlot(keys[i]) << Integer.SIZE : 0) | i;
    }
    if (target.cluster()) {
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
                      "Redis at " + target.address() + " failed: " + cause.getMessage(), cause));
        });
  }

  /** Waits for a stage until the deadline. */
  <T> T await(CompletionStage<T> stage) {
    return Await.within(target.deadline(), translate(stage));
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
    connection.close();
    release.run();
  }
}
