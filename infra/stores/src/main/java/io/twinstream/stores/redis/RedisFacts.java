package io.twinstream.stores.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.twinstream.stores.Generation;
import io.twinstream.stores.ViewKey;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The facts about views and generations in Redis, other than states: one hash per view and one per
 * generation.
 */
final class RedisFacts {
  static final byte[] FINGERPRINT = bytes("fingerprint");
  static final byte[] EVENTS_FROM = bytes("events_from");

  /** Prefix of fields of a view's hash, followed by the number of a generation. */
  private static final String BEGUN = "generation:";

  private final RedisConnection connection;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;

  RedisFacts(RedisConnection connection) {
    this.connection = connection;
    this.commands = connection.commands();
  }

  /** Returns the generations of a view that were begun and not dropped, by ascending number. */
  CompletionStage<List<Generation>> begun(ViewKey view) {
    return connection.translate(
        commands
            .hkeys(Keys.view(view))
            .thenApply(
                fields ->
                    fields.stream()
                        .map(RedisFacts::text)
                        .filter(field -> field.startsWith(BEGUN))
                        .map(field -> Long.parseLong(field.substring(BEGUN.length())))
                        .map(number -> new Generation(view, number))
                        .sorted()
                        .toList()));
  }

  /**
   * Returns the field of a view's hash that says that a generation was begun. Its value is when a
   * loss of its states was noticed, or empty.
   */
  static byte[] begun(Generation generation) {
    return bytes(BEGUN + generation.number());
  }

  CompletionStage<Void> describe(Generation generation, String fingerprint, long eventsFrom) {
    IdentityHashMap<byte[], byte[]> fields = new IdentityHashMap<>();
    fields.put(FINGERPRINT, bytes(fingerprint));
    fields.put(EVENTS_FROM, digits(eventsFrom));
    return set(generation, fields);
  }

  CompletionStage<Void> set(Generation generation, IdentityHashMap<byte[], byte[]> fields) {
    return fields.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : connection.translate(
            commands.hset(Keys.generation(generation), fields).thenApply(added -> null));
  }

  CompletionStage<Void> set(Generation generation, byte[] field, long value) {
    return connection.translate(
        commands
            .hset(Keys.generation(generation), field, digits(value))
            .thenApply(ignored -> null));
  }

  CompletionStage<Void> unset(Generation generation, byte[] field) {
    return connection.translate(
        commands.hdel(Keys.generation(generation), field).thenApply(ignored -> null));
  }

  CompletionStage<OptionalLong> get(Generation generation, byte[] field) {
    return connection.translate(
        commands
            .hget(Keys.generation(generation), field)
            .thenApply(
                value -> value == null ? OptionalLong.empty() : OptionalLong.of(number(value))));
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
