package io.twinstream.stores.redis;

import static io.twinstream.stores.redis.RedisFacts.number;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.netty.channel.EventLoopGroup;
import io.twinstream.stores.Await;
import io.twinstream.stores.DefinitionStore;
import io.twinstream.stores.ErasureStore;
import io.twinstream.stores.GenerationStore;
import io.twinstream.stores.LossStore;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ProgressStore;
import io.twinstream.stores.StateStore;
import io.twinstream.stores.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An {@link OnlineStore} in a Redis server of version 6.2 or later, or in a Redis Cluster. All
 * callers share one connection, which reconnects automatically.
 */
public final class RedisStore implements OnlineStore {
  private final RedisConnection connection;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;
  private final RedisStates states;
  private final RedisErasures erasures;
  private final RedisGenerations generations;
  private final RedisLosses losses;
  private final RedisProgress progress;
  private final RedisDefinitions definitions;

  private RedisStore(RedisConnection connection) {
    RedisFacts facts = new RedisFacts(connection);
    RedisScan scan = new RedisScan(connection);
    Optional<SlotMarks> marks = SlotMarks.of(connection);
    this.connection = connection;
    this.commands = connection.commands();
    this.states = new RedisStates(connection, scan);
    this.erasures = new RedisErasures(connection, facts, states);
    this.progress = new RedisProgress(connection, facts, marks);
    this.losses = new RedisLosses(connection, facts, progress, marks);
    this.generations = new RedisGenerations(connection, facts, erasures, losses, scan);
    this.definitions = new RedisDefinitions(connection);
  }

  /**
   * Connects to a server.
   *
   * @param deadline the time after which a connection attempt or a command fails
   * @throws StoreException if the server cannot be reached
   */
  public static RedisStore connect(RedisAddress address, Duration deadline) {
    return connect(RedisSettings.of(address, deadline));
  }

  /**
   * Connects to a server.
   *
   * @param address in the form that {@link RedisSettings#of(String, Duration, java.util.Map)}
   *     accepts; the rest of the settings comes from the environment of this process
   */
  public static RedisStore connect(String address, Duration deadline) {
    return connect(RedisSettings.of(address, deadline, System.getenv()));
  }

  /** Connects to a server, or to the cluster that a server belongs to. */
  public static RedisStore connect(RedisSettings settings) {
    return new RedisStore(RedisConnection.open(settings));
  }

  /**
   * Connects to a server, also from each event loop of the caller's HTTP server: replies to
   * requests of such a loop arrive on it; or to a cluster, without the loops. While the connection
   * is lost, commands fail at once. The loops must use the transport that Lettuce selects: NIO,
   * unless a native transport is on the class path. The owner of the loops shuts them down after
   * closing this store.
   */
  public static RedisStore connect(RedisSettings settings, EventLoopGroup eventLoops) {
    return new RedisStore(RedisConnection.open(settings, eventLoops));
  }

  /**
   * The same with a client that the caller owns, configures and shuts down after closing this
   * store.
   *
   * @param client of {@code target}, with resources derived from {@link RedisClients#resources}
   */
  public static RedisStore connect(
      AbstractRedisClient client, RedisTarget target, EventLoopGroup eventLoops) {
    return new RedisStore(RedisConnection.open(client, target, eventLoops));
  }

  @Override
  public StateStore states() {
    return states;
  }

  @Override
  public ErasureStore erasures() {
    return erasures;
  }

  @Override
  public GenerationStore generations() {
    return generations;
  }

  @Override
  public LossStore losses() {
    return losses;
  }

  @Override
  public ProgressStore progress() {
    return progress;
  }

  @Override
  public DefinitionStore definitions() {
    return definitions;
  }

  @Override
  public CompletionStage<Void> check() {
    return connection.translate(commands.ping().thenApply(pong -> null));
  }

  /** Returns the time of the server that answers. */
  @Override
  public CompletionStage<OptionalLong> time() {
    return connection.translate(
        commands
            .time()
            .thenApply(
                parts ->
                    OptionalLong.of(number(parts.get(0)) * 1_000 + number(parts.get(1)) / 1_000))
            .exceptionallyCompose(
                failure ->
                    Await.cause(failure) instanceof RedisCommandExecutionException
                        ? CompletableFuture.completedFuture(
                            OptionalLong.empty()) // It is forbidden.
                        : CompletableFuture.failedFuture(failure)));
  }

  @Override
  public long epoch() {
    return connection.epoch();
  }

  @Override
  public void reconnect() {
    connection.reconnect();
  }

  @Override
  public void close() {
    connection.close();
  }
}
