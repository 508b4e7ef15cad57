package io.twinstream.stores.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.netty.channel.EventLoopGroup;
import io.twinstream.stores.AppliedDefinitions;
import io.twinstream.stores.Await;
import io.twinstream.stores.Eviction;
import io.twinstream.stores.Generation;
import io.twinstream.stores.Keys;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.Pointers;
import io.twinstream.stores.Progress;
import io.twinstream.stores.PublishedDefinitions;
import io.twinstream.stores.ReadTo;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.TopicPosition;
import io.twinstream.stores.ViewKey;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * An {@link OnlineStore} in a Redis server of version 6.2 or later, or in a Redis Cluster. All
 * callers share one connection, which reconnects automatically.
 */
public final class RedisStore implements OnlineStore {
  /*
   * The value of a state is a string: version ‖ bytes. One script compares and sets many keys,
   * which halves the server's work per write compared with one script per key; on a cluster only
   * keys of one slot can be in one script. RATIONALE.md has the measurements.
   */
  private static final byte[] MODEL = "model".getBytes(UTF_8);
  private static final byte[] FINGERPRINT = "fingerprint".getBytes(UTF_8);

  private final RedisConnection connection;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;
  private final RedisStates states;
  private final RedisScan scan;
  private final RedisDefinitions definitions;
  private final RedisGenerations generations;
  private final RedisPositions positions;
  private final RedisErasures erasures;
  private final RedisEvictions evictions;

  private RedisStore(RedisConnection connection) {
    this.connection = connection;
    this.commands = connection.commands();
    this.states = new RedisStates(connection);
    this.scan = new RedisScan(connection, states);
    this.definitions = new RedisDefinitions(commands);
    this.generations = new RedisGenerations(commands);
    this.positions = new RedisPositions(commands);
    this.erasures = new RedisErasures(commands, states);
    this.evictions = new RedisEvictions(commands);
  }

  /**
   * Connects to a server.
   *
   * @param deadline the time after which a connection attempt or a command fails
   * @throws StoreException if the server cannot be reached
   */
  public static RedisStore connect(RedisAddress address, Duration deadline) {
    return new RedisStore(RedisConnection.toServer(RedisSettings.of(address, deadline)));
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

  /** Connects to a server. */
  public static RedisStore connect(RedisSettings settings) {
    return new RedisStore(RedisConnection.toServer(settings));
  }

  /**
   * Connects to a server, also from each event loop of the caller's HTTP server: replies to
   * requests of such a loop arrive on it. While the connection is lost, commands fail at once. The
   * loops must use the transport that Lettuce selects: NIO, unless a native transport is on the
   * class path. The owner of the loops shuts them down after closing this store.
   */
  public static RedisStore connect(RedisSettings settings, EventLoopGroup eventLoops) {
    return new RedisStore(RedisConnection.toServer(settings, eventLoops));
  }

  /** Connects to the cluster that a server belongs to; otherwise the same as {@link #connect}. */
  public static RedisStore connectCluster(RedisAddress member, Duration deadline) {
    return connectCluster(RedisSettings.of(member, deadline));
  }

  /** Connects to the cluster that a server belongs to. */
  public static RedisStore connectCluster(RedisSettings member) {
    return new RedisStore(RedisConnection.toCluster(member));
  }

  @Override
  public CompletionStage<Generation> begin(ViewKey view, String fingerprint, long eventsFrom) {
    return connection.translate(
        evictions
            .noteBefore(view)
            .thenCompose(noted -> generations.begin(view, fingerprint, eventsFrom))
            .thenCompose(
                begun ->
                    erasures
                        .of(view)
                        .thenCompose(entities -> erasures.write(begun, entities))
                        .thenApply(written -> begun)));
  }

  @Override
  public CompletionStage<Void> erase(ViewKey view, List<String> entities) {
    if (entities.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    // The note comes first: generations that begin later read it, and those that exist are listed
    // next.
    return connection.translate(
        erasures
            .note(view, entities)
            .thenCompose(noted -> generations.of(view))
            .thenCompose(begun -> erasures.write(begun, entities)));
  }

  @Override
  public CompletionStage<Optional<String>> fingerprint(Generation generation) {
    return connection.translate(generations.fingerprint(generation));
  }

  @Override
  public CompletionStage<Void> record(Generation generation, long eventsFrom) {
    return connection.translate(generations.record(generation, eventsFrom));
  }

  @Override
  public CompletionStage<OptionalLong> eventsFrom(Generation generation) {
    return connection.translate(generations.eventsFrom(generation));
  }

  @Override
  public CompletionStage<Void> beginsAt(Generation generation, Map<String, Long> first) {
    return connection.translate(positions.beginsAt(generation, first));
  }

  @Override
  public CompletionStage<Map<String, Long>> beginsAt(Generation generation) {
    return connection.translate(positions.beginsAt(generation));
  }

  @Override
  public CompletionStage<Void> loaded(Generation generation, long at, long newest) {
    return connection.translate(generations.loaded(generation, at, newest));
  }

  @Override
  public CompletionStage<OptionalLong> loadedAt(Generation generation) {
    return connection.translate(generations.loadedAt(generation));
  }

  @Override
  public CompletionStage<OptionalLong> newestLoaded(Generation generation) {
    return connection.translate(generations.newestLoaded(generation));
  }

  @Override
  public CompletionStage<Void> hides(Generation loaded, Optional<Generation> live) {
    return connection.translate(generations.hides(loaded, live));
  }

  @Override
  public CompletionStage<Optional<Generation>> hiddenBy(Generation loaded) {
    return connection.translate(generations.hiddenBy(loaded));
  }

  @Override
  public CompletionStage<List<Generation>> generations(ViewKey view) {
    return connection.translate(generations.of(view));
  }

  @Override
  public CompletionStage<Optional<Generation>> pointer(ViewKey view) {
    return connection.translate(generations.pointer(view));
  }

  @Override
  public CompletionStage<Boolean> renew(
      Generation generation, String fingerprint, long eventsFrom, long publishedAt) {
    return connection.translate(
        generations.renew(generation, fingerprint, eventsFrom, publishedAt));
  }

  @Override
  public CompletionStage<OptionalLong> lostAt(Generation generation) {
    return connection.translate(generations.lostAt(generation));
  }

  @Override
  public CompletionStage<Boolean> refilled(Generation generation, long lostAt) {
    return connection.translate(generations.refilled(generation, lostAt));
  }

  @Override
  public CompletionStage<Boolean> point(Optional<Generation> expected, Generation next) {
    Pointers.requireSameView(expected, next);
    return connection.translate(generations.point(expected, next));
  }

  @Override
  public long drop(Generation generation) {
    Pointers.requireNotFollowed(await(generations.pointer(generation.view())), generation);
    long dropped = scan.drop(generation);
    await(generations.forget(generation));
    return dropped;
  }

  @Override
  public CompletionStage<Integer> write(
      Generation generation, List<StateWrite> writes, Optional<Duration> expiry) {
    return connection.translate(states.write(generation, writes, expiry));
  }

  @Override
  public CompletionStage<List<StoredState>> read(List<StateKey> keys) {
    return connection.translate(states.read(keys));
  }

  @Override
  public CompletionStage<Void> publish(Generation generation, Progress progress) {
    return connection.translate(generations.publish(generation, progress));
  }

  @Override
  public CompletionStage<Optional<Progress>> progress(Generation generation) {
    return connection.translate(generations.progress(generation));
  }

  @Override
  public CompletionStage<Void> publish(
      Generation generation, Map<String, TopicPosition> positions) {
    return connection.translate(this.positions.publish(generation, positions));
  }

  @Override
  public CompletionStage<Map<String, TopicPosition>> positions(Generation generation) {
    return connection.translate(positions.positions(generation));
  }

  @Override
  public CompletionStage<Void> beginRead(Generation generation, Map<String, ReadTo> read) {
    return connection.translate(positions.beginRead(generation, read));
  }

  @Override
  public CompletionStage<Void> publishRead(Generation generation, Map<String, ReadTo> read) {
    return connection.translate(positions.publishRead(generation, read));
  }

  @Override
  public CompletionStage<Map<String, ReadTo>> readTo(Generation generation) {
    return connection.translate(positions.readTo(generation));
  }

  @Override
  public CompletionStage<Void> publish(String project, PublishedDefinitions model) {
    IdentityHashMap<byte[], byte[]> fields = new IdentityHashMap<>();
    fields.put(MODEL, model.json().getBytes(UTF_8));
    fields.put(FINGERPRINT, model.fingerprint().getBytes(UTF_8));
    return connection.translate(
        commands.hset(Keys.project(project), fields).thenApply(added -> null));
  }

  @Override
  public CompletionStage<Optional<PublishedDefinitions>> model(String project) {
    return connection.translate(
        commands
            .hmget(Keys.project(project), MODEL, FINGERPRINT)
            .thenApply(
                fields ->
                    RedisGenerations.complete(fields)
                        ? Optional.of(
                            new PublishedDefinitions(
                                new String(fields.get(0).getValue(), UTF_8),
                                new String(fields.get(1).getValue(), UTF_8)))
                        : Optional.empty()));
  }

  @Override
  public CompletionStage<Optional<AppliedDefinitions>> applied(String project) {
    return connection.translate(definitions.applied(project));
  }

  @Override
  public CompletionStage<Boolean> apply(String project, AppliedDefinitions next) {
    return connection.translate(definitions.apply(project, next));
  }

  @Override
  public void scan(Generation generation, BiConsumer<String, StoredState> visitor) {
    scan.states(generation, visitor);
  }

  @Override
  public void reconnect() {
    connection.reconnect();
  }

  @Override
  public long epoch() {
    return connection.epoch();
  }

  @Override
  public CompletionStage<OptionalLong> time() {
    return connection.translate(generations.time());
  }

  @Override
  public CompletionStage<Optional<Eviction>> eviction() {
    return connection.translate(evictions.now());
  }

  @Override
  public CompletionStage<Boolean> noteEviction(ViewKey view, Eviction eviction) {
    return connection.translate(evictions.note(view, eviction));
  }

  @Override
  public CompletionStage<Void> check() {
    return connection.translate(commands.ping().thenApply(pong -> null));
  }

  @Override
  public void close() {
    connection.close();
  }

  private <T> T await(CompletionStage<T> stage) {
    return Await.within(connection.deadline(), connection.translate(stage));
  }
}
