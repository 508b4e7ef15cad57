package io.twinstream.stores.redis;

import static io.twinstream.stores.redis.RedisGenerations.bytes;
import static io.twinstream.stores.redis.RedisGenerations.digits;
import static io.twinstream.stores.redis.RedisGenerations.text;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.twinstream.stores.Generation;
import io.twinstream.stores.Keys;
import io.twinstream.stores.ReadTo;
import io.twinstream.stores.TopicPosition;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The positions of topics in generations: fields per partition in the hash of a generation. */
final class RedisPositions {
  /** Prefixes of fields of a generation's hash, followed by topic and partition. */
  private static final String FIRST = "first:";

  private static final String NEXT = "next:";

  private static final String COMPLETE_AT = "complete_at:";

  private static final String CHECKPOINT_AT = "checkpoint_at:";

  /** Its value is three numbers, separated by spaces. */
  private static final String READ = "read:";

  private final RedisClusterAsyncCommands<byte[], byte[]> commands;

  RedisPositions(RedisClusterAsyncCommands<byte[], byte[]> commands) {
    this.commands = commands;
  }

  CompletionStage<Void> beginsAt(Generation generation, Map<String, Long> first) {
    if (first.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    IdentityHashMap<byte[], byte[]> fields = new IdentityHashMap<>();
    first.forEach((partition, offset) -> fields.put(bytes(FIRST + partition), digits(offset)));
    return commands.hset(Keys.generation(generation), fields).thenApply(added -> null);
  }

  CompletionStage<Map<String, Long>> beginsAt(Generation generation) {
    return commands.hgetall(Keys.generation(generation)).thenApply(fields -> named(FIRST, fields));
  }

  CompletionStage<Void> publish(Generation generation, Map<String, TopicPosition> positions) {
    if (positions.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    IdentityHashMap<byte[], byte[]> fields = new IdentityHashMap<>();
    positions.forEach(
        (partition, at) -> {
          fields.put(bytes(NEXT + partition), digits(at.next()));
          fields.put(bytes(COMPLETE_AT + partition), digits(at.completeAt()));
          fields.put(bytes(CHECKPOINT_AT + partition), digits(at.checkpointAt()));
        });
    return commands.hset(Keys.generation(generation), fields).thenApply(added -> null);
  }

  CompletionStage<Map<String, TopicPosition>> positions(Generation generation) {
    return commands
        .hgetall(Keys.generation(generation))
        .thenApply(
            fields -> {
              Map<String, Long> next = named(NEXT, fields);
              Map<String, Long> completeAt = named(COMPLETE_AT, fields);
              Map<String, Long> checkpointAt = named(CHECKPOINT_AT, fields);
              Map<String, TopicPosition> positions = new TreeMap<>();
              next.forEach(
                  (partition, offset) ->
                      positions.put(
                          partition,
                          new TopicPosition(
                              offset,
                              completeAt.getOrDefault(partition, RedisGenerations.UNKNOWN),
                              checkpointAt.getOrDefault(partition, RedisGenerations.UNKNOWN))));
              return positions;
            });
  }

  CompletionStage<Void> publishRead(Generation generation, Map<String, ReadTo> read) {
    if (read.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    IdentityHashMap<byte[], byte[]> fields = new IdentityHashMap<>();
    read.forEach(
        (partition, to) ->
            fields.put(
                bytes(READ + partition), bytes(to.watermark() + " " + to.at() + " " + to.ahead())));
    return commands.hset(Keys.generation(generation), fields).thenApply(added -> null);
  }

  CompletionStage<Map<String, ReadTo>> readTo(Generation generation) {
    return commands
        .hgetall(Keys.generation(generation))
        .thenApply(fields -> named(READ, fields, RedisPositions::readTo));
  }

  private static ReadTo readTo(byte[] value) {
    String[] numbers = text(value).split(" ");
    return new ReadTo(
        Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
  }

  private static Map<String, Long> named(String prefix, Map<byte[], byte[]> fields) {
    return named(prefix, fields, RedisGenerations::number);
  }

  private static <T> Map<String, T> named(
      String prefix, Map<byte[], byte[]> fields, Function<byte[], T> parse) {
    Map<String, T> named = new TreeMap<>();
    fields.forEach(
        (field, value) -> {
          String name = text(field);
          if (name.startsWith(prefix)) {
            named.put(name.substring(prefix.length()), parse.apply(value));
          }
        });
    return named;
  }
}
