package io.twinstream.stores.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.resource.ClientResources;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A connection on each event loop of a server, so that a request is answered on the loop that took
 * it: no other thread is woken for it, and what is computed from the answer is spread as the
 * requests are.
 */
final class LoopConnections {
  private final Map<EventLoop, RedisClient> clients = new IdentityHashMap<>();
  private final Map<EventLoop, RedisClusterAsyncCommands<byte[], byte[]>> commands =
      new IdentityHashMap<>();
  private final ThreadLocal<RedisClusterAsyncCommands<byte[], byte[]>> own;

  /**
   * Connects from each loop.
   *
   * @param open makes a client of its resources
   * @param other what threads use that are no loop of these
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

  /** Those of the calling thread. */
  RedisClusterAsyncCommands<byte[], byte[]> commands() {
    return own.get();
  }

  void close() {
    clients.values().forEach(client -> client.shutdown(Duration.ZERO, Duration.ofSeconds(2)));
  }
}
