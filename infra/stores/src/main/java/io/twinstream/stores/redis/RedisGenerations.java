package io.twinstream.stores.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.Keys;
import io.twinstream.stores.Progress;
import io.twinstream.stores.ViewKey;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The facts about generations in Redis, other than their states: one hash per view and one per
 * generation.
 */
final class RedisGenerations {
  private static final byte[] POINTER = bytes("pointer");
  private static final byte[] FINGERPRINT = bytes("fingerprint");
  private static final byte[] EVENTS_FROM = bytes("events_from");
  private static final byte[] LOADED_AT = bytes("loaded_at");
  private static final byte[] LOADED_NEWEST = bytes("loaded_newest");
  private static final byte[] HIDES = bytes("hides");
  private static final byte[] KNOWN = bytes("known");
  private static final byte[] COMPLETE = bytes("complete_at");
  private static final byte[] PUBLISHED_AT = bytes("published_at");
  private static final byte[] CHECKPOINT_AT = bytes("checkpoint_at");

  /** Prefix of fields of a view's hash, followed by the number of a generation. */
  private static final String BEGUN = "generation:";

  /** Means that no time of completeness has been published. */
  static final long UNKNOWN = Long.MIN_VALUE;

  private final RedisClusterAsyncCommands<byte[], byte[]> commands;

  RedisGenerations(RedisClusterAsyncCommands<byte[], byte[]> commands) {
    this.commands = commands;
  }

  CompletionStage<Generation> begin(ViewKey view, String fingerprint, long eventsFrom) {
    CompletionStage<byte[]> number =
        Script.BEGIN.run(commands, ScriptOutputType.VALUE, new byte[][] {Keys.view(view)});
    return number.thenCompose(
        digits -> {
          Generation begun = new Generation(view, number(digits));
          return describe(begun, fingerprint, eventsFrom).thenApply(ignored -> begun);
        });
  }

  private CompletionStage<Long> describe(
      Generation generation, String fingerprint, long eventsFrom) {
    IdentityHashMap<byte[], byte[]> fields = new IdentityHashMap<>();
    fields.put(FINGERPRINT, bytes(fingerprint));
    fields.put(EVENTS_FROM, digits(eventsFrom));
    return commands.hset(Keys.generation(generation), fields);
  }

  CompletionStage<Optional<String>> fingerprint(Generation generation) {
    return commands
        .hget(Keys.generation(generation), FINGERPRINT)
        .thenApply(value -> Optional.ofNullable(value).map(RedisGenerations::text));
  }

  CompletionStage<Void> record(Generation generation, long eventsFrom) {
    return set(generation, EVENTS_FROM, eventsFrom);
  }

  CompletionStage<OptionalLong> eventsFrom(Generation generation) {
    return get(generation, EVENTS_FROM);
  }

  CompletionStage<Void> loaded(Generation generation, long at, long newest) {
    return set(generation, LOADED_NEWEST, newest)
        .thenCompose(set -> set(generation, LOADED_AT, at))
        .thenCompose(set -> commands.hdel(Keys.generation(generation), HIDES))
        .thenApply(ignored -> null);
  }

  CompletionStage<Void> hides(Generation loaded, Optional<Generation> live) {
    return live.isPresent()
        ? set(loaded, HIDES, live.get().number())
        : commands.hdel(Keys.generation(loaded), HIDES).thenApply(ignored -> null);
  }

  /** Returns it only if it was not dropped. */
  CompletionStage<Optional<Generation>> hiddenBy(Generation loaded) {
    return get(loaded, HIDES)
        .thenCompose(
            number ->
                number.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : commands
                        .hexists(Keys.view(loaded.view()), bytes(BEGUN + number.getAsLong()))
                        .thenApply(
                            there ->
                                there
                                    ? Optional.of(new Generation(loaded.view(), number.getAsLong()))
                                    : Optional.empty()));
  }

  CompletionStage<OptionalLong> loadedAt(Generation generation) {
    return get(generation, LOADED_AT);
  }

  CompletionStage<OptionalLong> newestLoaded(Generation generation) {
    return get(generation, LOADED_NEWEST);
  }

  /** Of the server that answers. */
  CompletionStage<OptionalLong> time() {
    return commands
        .time()
        .thenApply(
            parts -> OptionalLong.of(number(parts.get(0)) * 1_000 + number(parts.get(1)) / 1_000))
        .exceptionallyCompose(
            failure ->
                Await.cause(failure) instanceof RedisCommandExecutionException
                    ? CompletableFuture.completedFuture(OptionalLong.empty()) // It is forbidden.
                    : CompletableFuture.failedFuture(failure));
  }

  private CompletionStage<Void> set(Generation generation, byte[] field, long value) {
    return commands
        .hset(Keys.generation(generation), field, digits(value))
        .thenApply(ignored -> null);
  }

  private CompletionStage<OptionalLong> get(Generation generation, byte[] field) {
    return commands
        .hget(Keys.generation(generation), field)
        .thenApply(from -> from == null ? OptionalLong.empty() : OptionalLong.of(number(from)));
  }

  CompletionStage<List<Generation>> of(ViewKey view) {
    return commands
        .hkeys(Keys.view(view))
        .thenApply(
            fields ->
                fields.stream()
                    .map(RedisGenerations::text)
                    .filter(field -> field.startsWith(BEGUN))
                    .map(field -> Long.parseLong(field.substring(BEGUN.length())))
                    .map(number -> new Generation(view, number))
                    .sorted()
                    .toList());
  }

  /** Deletes everything about a generation but its states. */
  CompletionStage<Void> forget(Generation generation) {
    return commands
        .del(Keys.generation(generation))
        .thenCompose(
            ignored ->
                commands.hdel(Keys.view(generation.view()), bytes(BEGUN + generation.number())))
        .thenApply(ignored -> null);
  }

  /** The two hashes may be on different members of a cluster, so this takes two commands. */
  CompletionStage<Boolean> renew(
      Generation generation, String fingerprint, long eventsFrom, long publishedAt) {
    return progress(generation)
        .thenCompose(
            known -> {
              boolean older =
                  publishedAt != UNKNOWN
                      && known.map(Progress::publishedAt).orElse(UNKNOWN) < publishedAt;
              return Script.RENEW.<Boolean>run(
                  commands,
                  ScriptOutputType.BOOLEAN,
                  new byte[][] {Keys.view(generation.view())},
                  digits(generation.number()),
                  digits(older ? 1 : 0));
            })
        .thenCompose(
            lost ->
                lost
                    ? describe(generation, fingerprint, eventsFrom).thenApply(ignored -> true)
                    : CompletableFuture.completedFuture(false));
  }

  CompletionStage<OptionalLong> lostAt(Generation generation) {
    return commands
        .hget(Keys.view(generation.view()), bytes(BEGUN + generation.number()))
        .thenApply(
            at ->
                at == null || at.length == 0 ? OptionalLong.empty() : OptionalLong.of(number(at)));
  }

  CompletionStage<Boolean> refilled(Generation generation, long lostAt) {
    return Script.REFILL.run(
        commands,
        ScriptOutputType.BOOLEAN,
        new byte[][] {Keys.view(generation.view())},
        digits(generation.number()),
        digits(lostAt));
  }

  CompletionStage<Optional<Generation>> pointer(ViewKey view) {
    return commands
        .hget(Keys.view(view), POINTER)
        .thenApply(digits -> Optional.ofNullable(digits).map(d -> new Generation(view, number(d))));
  }

  CompletionStage<Boolean> point(Optional<Generation> expected, Generation next) {
    return Script.POINT.run(
        commands,
        ScriptOutputType.BOOLEAN,
        new byte[][] {Keys.view(next.view())},
        expected.map(generation -> digits(generation.number())).orElse(new byte[0]),
        digits(next.number()));
  }

  CompletionStage<Void> publish(Generation generation, Progress progress) {
    IdentityHashMap<byte[], byte[]> fields = new IdentityHashMap<>();
    fields.put(KNOWN, digits(progress.known()));
    fields.put(COMPLETE, digits(progress.completeAt()));
    fields.put(PUBLISHED_AT, digits(progress.publishedAt()));
    fields.put(CHECKPOINT_AT, digits(progress.checkpointAt()));
    return commands.hset(Keys.generation(generation), fields).thenApply(added -> null);
  }

  CompletionStage<Optional<Progress>> progress(Generation generation) {
    return commands
        .hmget(Keys.generation(generation), KNOWN, COMPLETE, PUBLISHED_AT, CHECKPOINT_AT)
        .thenApply(
            fields -> {
              KeyValue<byte[], byte[]> known = fields.get(0);
              KeyValue<byte[], byte[]> publishedAt = fields.get(2);
              return known.hasValue() && publishedAt.hasValue()
                  ? Optional.of(
                      new Progress(
                          number(known.getValue()),
                          // A job of an earlier version does not publish these.
                          fields.get(1).map(RedisGenerations::number).getValueOrElse(UNKNOWN),
                          number(publishedAt.getValue()),
                          fields.get(3).map(RedisGenerations::number).getValueOrElse(UNKNOWN)))
                  : Optional.empty();
            });
  }

  static boolean complete(List<KeyValue<byte[], byte[]>> fields) {
    return fields.stream().allMatch(KeyValue::hasValue);
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  static byte[] digits(long number) {
    return bytes(Long.toString(number));
  }

  static long number(byte[] digits) {
    return Long.parseLong(text(digits));
  }
}
