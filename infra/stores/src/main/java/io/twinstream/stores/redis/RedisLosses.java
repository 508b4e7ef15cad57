package io.twinstream.stores.redis;

import static io.twinstream.stores.redis.RedisFacts.digits;
import static io.twinstream.stores.redis.RedisFacts.number;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.twinstream.stores.Await;
import io.twinstream.stores.Eviction;
import io.twinstream.stores.Generation;
import io.twinstream.stores.LossStore;
import io.twinstream.stores.Progress;
import io.twinstream.stores.ViewKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** The losses of states in Redis: of an emptied or older server, and by evictions. */
final class RedisLosses implements LossStore {
  private final RedisConnection connection;
  private final Optional<SlotMarks> marks;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;
  private final RedisFacts facts;
  private final RedisProgress progress;

  RedisLosses(
      RedisConnection connection,
      RedisFacts facts,
      RedisProgress progress,
      Optional<SlotMarks> marks) {
    this.marks = marks;
    this.connection = connection;
    this.commands = connection.commands();
    this.facts = facts;
    this.progress = progress;
  }

  /** The two hashes may be on different members of a cluster, so this takes two commands. */
  @Override
  public CompletionStage<Boolean> renew(
      Generation generation, String fingerprint, long eventsFrom, long publishedAt) {
    return connection.translate(
        progress
            .published(generation)
            .thenApply(
                known ->
                    publishedAt != RedisProgress.UNKNOWN
                        && known.map(Progress::publishedAt).orElse(RedisProgress.UNKNOWN)
                            < publishedAt)
            .thenCombine(marksAreIntact(generation), (older, intact) -> older || !intact)
            .thenCompose(lost -> markLost(generation, lost))
            .thenCompose(
                lost ->
                    lost
                        ? facts
                            .describe(generation, fingerprint, eventsFrom)
                            .thenCompose(described -> writeMarks(generation))
                            .thenApply(marked -> true)
                        : CompletableFuture.completedFuture(false)));
  }

  private CompletionStage<Boolean> marksAreIntact(Generation generation) {
    return marks
        .map(all -> all.areIntact(generation))
        .orElseGet(() -> CompletableFuture.completedFuture(true));
  }

  /** Deletes the marks of a generation that is no longer recorded as begun, on a cluster. */
  CompletionStage<Void> dropMarks(Generation generation) {
    return marks
        .map(all -> all.drop(generation))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  /** Reports whether a generation counts as lost until its marks are written. */
  boolean needsMarks() {
    return marks.isPresent();
  }

  /** Writes the marks of a generation that began as lost, which has all of its states then. */
  CompletionStage<Boolean> beginMarks(Generation begun) {
    return recorded(begun)
        .thenCompose(
            lostAt -> writeMarks(begun).thenCompose(written -> recordRefill(begun, lostAt)));
  }

  /** Writes the marks of a generation, on a cluster. */
  private CompletionStage<Void> writeMarks(Generation generation) {
    return marks
        .map(all -> all.begin(generation))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  /**
   * Records that a generation lost states, also if the store does not know it.
   *
   * @return whether it lost states
   */
  private CompletionStage<Boolean> markLost(Generation generation, boolean lost) {
    return Script.RENEW.run(
        commands,
        ScriptOutputType.BOOLEAN,
        new byte[][] {Keys.view(generation.view())},
        digits(generation.number()),
        digits(lost ? 1 : 0));
  }

  @Override
  public CompletionStage<OptionalLong> lostAt(Generation generation) {
    return connection.translate(
        recorded(generation)
            .thenCompose(
                at ->
                    at != null && at.length == 0
                        ? noteLostMarks(generation, at).thenCompose(noted -> recorded(generation))
                        : CompletableFuture.completedFuture(at))
            .thenApply(
                at ->
                    at == null || at.length == 0
                        ? OptionalLong.empty()
                        : OptionalLong.of(number(at))));
  }

  /** When a loss was noticed; empty bytes for none, and null if the generation is unknown. */
  private CompletionStage<byte[]> recorded(Generation generation) {
    return commands.hget(Keys.view(generation.view()), RedisFacts.begun(generation));
  }

  /**
   * Records the loss first: if the marks are not written then, the loss is only noticed again.
   *
   * @param recorded the loss is recorded only if this is still recorded: the generation may be
   *     dropped meanwhile
   */
  private CompletionStage<Void> noteLostMarks(Generation generation, byte[] recorded) {
    return marksAreIntact(generation)
        .thenCompose(
            intact ->
                intact
                    ? CompletableFuture.completedFuture(null)
                    : Script.LOST
                        .<Boolean>run(
                            commands,
                            ScriptOutputType.BOOLEAN,
                            new byte[][] {Keys.view(generation.view())},
                            digits(generation.number()),
                            recorded)
                        .thenCompose(
                            noted ->
                                noted
                                    ? writeMarks(generation)
                                    : CompletableFuture.completedFuture(null)));
  }

  @Override
  public CompletionStage<Boolean> refilled(Generation generation, long lostAt) {
    return connection.translate(
        noteLostMarks(generation, digits(lostAt))
            .thenCompose(noted -> recordRefill(generation, digits(lostAt))));
  }

  private CompletionStage<Boolean> recordRefill(Generation generation, byte[] lostAt) {
    return Script.REFILL.run(
        commands,
        ScriptOutputType.BOOLEAN,
        new byte[][] {Keys.view(generation.view())},
        digits(generation.number()),
        lostAt);
  }

  @Override
  public CompletionStage<Optional<Eviction>> eviction() {
    return connection.translate(
        info()
            .thenApply(Eviction::of)
            .exceptionallyCompose(
                failure ->
                    Await.cause(failure) instanceof RedisCommandExecutionException
                        ? CompletableFuture.completedFuture(Optional.empty()) // INFO is forbidden.
                        : CompletableFuture.failedFuture(failure)));
  }

  @Override
  public CompletionStage<Boolean> noteEviction(ViewKey view, Eviction eviction) {
    return connection.translate(note(view, eviction, "0"));
  }

  /** Records earlier evictions before a generation begins, so that they are no loss of it. */
  CompletionStage<Boolean> noteBefore(ViewKey view) {
    return eviction()
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedFuture(false)
                    : note(view, found.get(), "1"));
  }

  private CompletionStage<Boolean> note(ViewKey view, Eviction eviction, String begins) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(begins.getBytes(UTF_8));
    eviction
        .byRun()
        .forEach(
            (run, keys) -> {
              arguments.add(run.getBytes(UTF_8));
              arguments.add(Long.toString(keys).getBytes(UTF_8));
            });
    return Script.EVICTED
        .<Long>run(
            commands,
            ScriptOutputType.INTEGER,
            new byte[][] {Keys.view(view)},
            arguments.toArray(new byte[0][]))
        .thenApply(lost -> lost > 0);
  }

  /** Returns the reply to INFO of each server that holds states. */
  private CompletionStage<List<String>> info() {
    return commands instanceof RedisAdvancedClusterAsyncCommands<byte[], byte[]> members
        ? members.upstream().commands().info().thenCollect(Collectors.toList())
        : commands.info().thenApply(List::of);
  }
}
