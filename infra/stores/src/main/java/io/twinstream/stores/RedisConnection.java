package io.twinstream.stores;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The connections of a {@link RedisStore}: to a server, or to a cluster. */
final class RedisConnection {
  /** How many commands may wait for an answer, or for a lost connection to come back. */
  private static final int MAX_WAITING = 100_000;

  /** How often a lost connection is tried again, at most and at least. */
  private static final Delay RECONNECT =
      Delay.exponential(Duration.ofMillis(10), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS);

  private final RedisAddress address;
  private final Duration deadline;
  private final ClientResources resources;
  private final AbstractRedisClient client;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;
  private final boolean cluster;
  private LoopConnections loops;

  private RedisConnection(
      RedisAddress address,
      Duration deadline,
      ClientResources resources,
      AbstractRedisClient client,
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      boolean cluster) {
    this.address = address;
    this.deadline = deadline;
    this.resources = resources;
    this.client = client;
    this.commands = commands;
    this.cluster = cluster;
  }

  static RedisConnection toServer(RedisAddress address, Duration deadline) {
    ClientResources resources = resources();
    RedisClient client = client(resources, address, deadline);
    try {
      return new RedisConnection(
          address,
          deadline,
          resources,
          client,
          client.connect(ByteArrayCodec.INSTANCE).async(),
          false);
    } catch (RedisException e) {
      shutdown(client, resources);
      throw unreachable(address, e);
    }
  }

  static RedisConnection toCluster(RedisAddress address, Duration deadline) {
    ClientResources resources = resources();
    RedisClusterClient client = RedisClusterClient.create(resources, uri(address, deadline));
    ClusterClientOptions.Builder builder = ClusterClientOptions.builder();
    options(builder, deadline);
    client.setOptions(builder.build());
    try {
      return new RedisConnection(
          address,
          deadline,
          resources,
          client,
          client.connect(ByteArrayCodec.INSTANCE).async(),
          true);
    } catch (RedisException e) {
      shutdown(client, resources);
      throw unreachable(address, e);
    }
  }

  /** As {@link #toServer(RedisAddress, Duration)}, with a connection on each event loop too. */
  static RedisConnection toServer(
      RedisAddress address, Duration deadline, EventLoopGroup eventLoops) {
    RedisConnection connection = toServer(address, deadline);
    try {
      connection.loops =
          new LoopConnections(
              eventLoops,
              connection.resources,
              resources -> client(resources, address, deadline),
              client -> client.connect(ByteArrayCodec.INSTANCE).async(),
              connection.commands);
      return connection;
    } catch (RedisException e) {
      connection.close();
      throw unreachable(address, e);
    }
  }

  private static RedisClient client(
      ClientResources resources, RedisAddress address, Duration deadline) {
    RedisClient client = RedisClient.create(resources, uri(address, deadline));
    client.setOptions(options(ClientOptions.builder(), deadline).build());
    return client;
  }

  RedisClusterAsyncCommands<byte[], byte[]> commands() {
    return loops == null ? commands : loops.commands();
  }

  Duration deadline() {
    return deadline;
  }

  /** Indexes of the keys that one command may take together: of one slot, on a cluster. */
  List<int[]> groups(byte[][] keys, int most) {
    Map<Integer, List<Integer>> slots = new TreeMap<>();
    for (int i = 0; i < keys.length; i++) {
      int slot = cluster ? SlotHash.getSlot(keys[i]) : 0;
      slots.computeIfAbsent(slot, s -> new ArrayList<>()).add(i);
    }
    List<int[]> groups = new ArrayList<>();
    for (List<Integer> slot : slots.values()) {
      for (int from = 0; from < slot.size(); from += most) {
        List<Integer> group = slot.subList(from, Math.min(from + most, slot.size()));
        groups.add(group.stream().mapToInt(Integer::intValue).toArray());
      }
    }
    return groups;
  }

  /** The stage, failing with a {@link StoreException} that says where. */
  <T> CompletionStage<T> translate(CompletionStage<T> stage) {
    return stage.exceptionallyCompose(
        failure -> {
          Throwable cause = Script.cause(failure);
          return CompletableFuture.failedFuture(
              cause instanceof StoreException
                  ? cause
                  : new StoreException(
                      "Redis at " + address + " failed: " + cause.getMessage(), cause));
        });
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
  }

  private static ClientResources resources() {
    return ClientResources.builder().reconnectDelay(RECONNECT).build();
  }

  private static RedisURI uri(RedisAddress address, Duration deadline) {
    return RedisURI.builder()
        .withHost(address.host())
        .withPort(address.port())
        .withTimeout(deadline)
        .build();
  }

  private static ClientOptions.Builder options(ClientOptions.Builder builder, Duration deadline) {
    return builder
        .requestQueueSize(MAX_WAITING)
        .socketOptions(SocketOptions.builder().connectTimeout(deadline).build())
        .timeoutOptions(TimeoutOptions.enabled(deadline));
  }

  private static StoreException unreachable(RedisAddress address, RedisException e) {
    return new StoreException(
        "cannot reach Redis at " + address + "; is it running, and is the address right?", e);
  }
}
