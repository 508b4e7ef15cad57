package io.twinstream.stores.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.resource.ClientResources;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Opens one connection per event loop of a server. The loop that accepted a request also receives
 * the reply, so no other thread is woken, and the computation on replies is spread over the loops
 * like the requests.
 */
final class LoopConnections {
  private final Map<EventLoop, RedisClient> clients = new IdentityHashMap<>();
  private final Map<EventLoop, RedisClusterAsyncCommands<byte[], byte[]>> commands =
      new IdentityHashMap<>();
  private final ThreadLocal<RedisClusterAsyncCommands<byte[], byte[]>> own;

  /**
   * Connects from each loop.
   *
   * @param open creates a client with the given resources
   * @param other the connection for threads that are not one of these loops
   * @throws RedisException if the server cannot be reached
   */
  LoopConnections(
      EventLoopGroup group,
      ClientResources resources,
      Function<ClientResources, RedisClient> open,
      Function<RedisClient, RedisClusterAsyncCommands<byte[], byte[]>> connect,
      RedisClusterAsyncCommands<byte[], byte[]> other) {
    try {
      for (EventExecutor executor : group) {
        EventLoop loop = (EventLoop) executor;
        ClientResources borrowed =
            resources.mutate().eventLoopGroupProvider(new BorrowedLoop(loop)).build();
        RedisClient client = open.apply(borrowed);
        clients.put(loop, client);
        commands.put(loop, connect.apply(client));
      }
    } catch (RedisException e) {
      close();
      throw e;
    }
    own = ThreadLocal.withInitial(() -> find(other));
  }

  private RedisClusterAsyncCommands<byte[], byte[]> find(
      RedisClusterAsyncCommands<byte[], byte[]> other) {
    return commands.entrySet().stream()
        .filter(entry -> entry.getKey().inEventLoop())
        .findFirst()
        .map(Map.Entry::getValue)
        .orElse(other);
  }

  /** Returns the commands of the calling thread's connection. */
  RedisClusterAsyncCommands<byte[], byte[]> commands() {
    return own.get();
  }

  void close() {
    RedisClients.shutdown(clients.values());
  }
}
