package io.twinstream.stores.redis;

import static io.twinstream.stores.redis.RedisFacts.bytes;
import static io.twinstream.stores.redis.RedisFacts.digits;
import static io.twinstream.stores.redis.RedisFacts.number;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.twinstream.stores.Generation;
import io.twinstream.stores.GenerationStore;
import io.twinstream.stores.Pointers;
import io.twinstream.stores.ViewKey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The generations of views in Redis. */
final class RedisGenerations implements GenerationStore {
  private static final byte[] POINTER = bytes("pointer");
  private static final byte[] LOADED_AT = bytes("loaded_at");
  private static final byte[] LOADED_NEWEST = bytes("loaded_newest");
  private static final byte[] LOAD_NUMBER = bytes("load_number");
  private static final byte[] HIDES = bytes("hides");

  private final RedisConnection connection;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;
  private final RedisFacts facts;
  private final RedisErasures erasures;
  private final RedisLosses losses;
  private final RedisScan scan;

  RedisGenerations(
      RedisConnection connection,
      RedisFacts facts,
      RedisErasures erasures,
      RedisLosses losses,
      RedisScan scan) {
    this.connection = connection;
    this.commands = connection.commands();
    this.facts = facts;
    this.erasures = erasures;
    this.losses = losses;
    this.scan = scan;
  }

  @Override
  public CompletionStage<Generation> begin(ViewKey view, String fingerprint, long eventsFrom) {
    return connection.translate(
        losses
            .noteBefore(view)
            .thenCompose(noted -> next(view))
            .thenCompose(
                begun ->
                    facts
                        .describe(begun, fingerprint, eventsFrom)
                        .thenCompose(described -> erasures.eraseFrom(begun))
                        .thenCompose(erased -> whole(begun))));
  }

  private CompletionStage<Generation> next(ViewKey view) {
    CompletionStage<byte[]> number =
        Script.BEGIN.run(
            commands,
            ScriptOutputType.VALUE,
            new byte[][] {Keys.view(view)},
            digits(losses.needsMarks() ? 1 : 0));
    return number.thenApply(digits -> new Generation(view, number(digits)));
  }

  private CompletionStage<Generation> whole(Generation begun) {
    return losses.needsMarks()
        ? losses.beginMarks(begun).thenApply(whole -> begun)
        : CompletableFuture.completedFuture(begun);
  }

  @Override
  public CompletionStage<List<Generation>> list(ViewKey view) {
    return facts.begun(view);
  }

  @Override
  public CompletionStage<Optional<String>> fingerprint(Generation generation) {
    return connection.translate(
        commands
            .hget(Keys.generation(generation), RedisFacts.FINGERPRINT)
            .thenApply(value -> Optional.ofNullable(value).map(RedisFacts::text)));
  }

  @Override
  public CompletionStage<Void> record(Generation generation, long eventsFrom) {
    return facts.set(generation, RedisFacts.EVENTS_FROM, eventsFrom);
  }

  @Override
  public CompletionStage<OptionalLong> eventsFrom(Generation generation) {
    return facts.get(generation, RedisFacts.EVENTS_FROM);
  }

  @Override
  public CompletionStage<Void> loaded(Generation generation, long at, long newest) {
    return facts
        .set(generation, LOADED_NEWEST, newest)
        .thenCompose(set -> facts.set(generation, LOADED_AT, at))
        .thenCompose(set -> facts.unset(generation, HIDES));
  }

  @Override
  public CompletionStage<Void> numbered(Generation generation, long load) {
    return facts.set(generation, LOAD_NUMBER, load);
  }

  @Override
  public CompletionStage<OptionalLong> loadNumber(Generation generation) {
    return facts.get(generation, LOAD_NUMBER);
  }

  @Override
  public CompletionStage<OptionalLong> loadedAt(Generation generation) {
    return facts.get(generation, LOADED_AT);
  }

  @Override
  public CompletionStage<OptionalLong> newestLoaded(Generation generation) {
    return facts.get(generation, LOADED_NEWEST);
  }

  @Override
  public CompletionStage<Void> hides(Generation loaded, Optional<Generation> live) {
    return live.isPresent()
        ? facts.set(loaded, HIDES, live.get().number())
        : facts.unset(loaded, HIDES);
  }

  /** Returns it only if it was not dropped. */
  @Override
  public CompletionStage<Optional<Generation>> hiddenBy(Generation loaded) {
    return connection.translate(
        facts
            .get(loaded, HIDES)
            .thenCompose(
                number ->
                    number.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : ifBegun(new Generation(loaded.view(), number.getAsLong()))));
  }

  private CompletionStage<Optional<Generation>> ifBegun(Generation generation) {
    return commands
        .hexists(Keys.view(generation.view()), RedisFacts.begun(generation))
        .thenApply(begun -> begun ? Optional.of(generation) : Optional.empty());
  }

  @Override
  public CompletionStage<Optional<Generation>> pointer(ViewKey view) {
    return connection.translate(
        commands
            .hget(Keys.view(view), POINTER)
            .thenApply(
                digits -> Optional.ofNullable(digits).map(d -> new Generation(view, number(d)))));
  }

  @Override
  public CompletionStage<Boolean> point(Optional<Generation> expected, Generation next) {
    Pointers.requireSameView(expected, next);
    return connection.translate(
        Script.POINT.run(
            commands,
            ScriptOutputType.BOOLEAN,
            new byte[][] {Keys.view(next.view())},
            expected.map(generation -> digits(generation.number())).orElse(new byte[0]),
            digits(next.number())));
  }

  @Override
  public long drop(Generation generation) {
    Pointers.requireNotFollowed(connection.await(pointer(generation.view())), generation);
    long dropped = scan.drop(generation);
    connection.await(forget(generation));
    return dropped;
  }

  /** The record that it was begun goes first: marks that are missing before are a loss. */
  private CompletionStage<Long> forget(Generation generation) {
    return commands
        .hdel(Keys.view(generation.view()), RedisFacts.begun(generation))
        .thenCompose(forgotten -> losses.dropMarks(generation))
        .thenCompose(dropped -> commands.del(Keys.generation(generation)));
  }
}
