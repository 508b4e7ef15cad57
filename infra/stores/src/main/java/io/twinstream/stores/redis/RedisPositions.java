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
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The positions of topics in generations: fields per partition in the hash of a generation. */
final class RedisPositions {
  /** Prefixes of fields of a generation's hash, followed by topic and partition. */
  private static final String FIRST = "first:";

  private static final String NEXT = "next:";

  private static final String COMPLETE_AT = "complete_at:";

  private static final String CHECKPOINT_AT = "checkpoint_at:";

  /** Its value is six numbers, separated by spaces. */
  private static final String READ = "read:";

  /** Its value is the run of the reader that started last. */
  private static final String READER = "reader:";

  private final RedisClusterAsyncCommands<byte[], byte[]> commands;

  RedisPositions(RedisClusterAsyncCommands<byte[], byte[]> commands) {
    this.commands = commands;
  }

  CompletionStage<Void> beginsAt(Generation generation, Map<String, Long> first) {
    IdentityHashMap<byte[], byte[]> fields = new IdentityHashMap<>();
    first.forEach((partition, offset) -> fields.put(bytes(FIRST + partition), digits(offset)));
    return set(generation, fields);
  }

  CompletionStage<Map<String, Long>> beginsAt(Generation generation) {
    return commands.hgetall(Keys.generation(generation)).thenApply(fields -> named(FIRST, fields));
  }

  CompletionStage<Void> publish(Generation generation, Map<String, TopicPosition> positions) {
    IdentityHashMap<byte[], byte[]> fields = new IdentityHashMap<>();
    positions.forEach(
        (partition, at) -> {
          fields.put(bytes(NEXT + partition), digits(at.next()));
          fields.put(bytes(COMPLETE_AT + partition), digits(at.completeAt()));
          fields.put(bytes(CHECKPOINT_AT + partition), digits(at.checkpointAt()));
        });
    return set(generation, fields);
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

  CompletionStage<Void> beginRead(Generation generation, Map<String, ReadTo> read) {
    IdentityHashMap<byte[], byte[]> fields = new IdentityHashMap<>();
    read.forEach(
        (partition, to) -> {
          fields.put(bytes(READER + partition), digits(to.run()));
          fields.put(bytes(READ + partition), bytes(numbers(to)));
        });
    return set(generation, fields);
  }

  CompletionStage<Void> publishRead(Generation generation, Map<String, ReadTo> read) {
    IdentityHashMap<byte[], byte[]> fields = new IdentityHashMap<>();
    read.forEach((partition, to) -> fields.put(bytes(READ + partition), bytes(numbers(to))));
    return set(generation, fields);
  }

  private CompletionStage<Void> set(Generation generation, IdentityHashMap<byte[], byte[]> fields) {
    return fields.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : commands.hset(Keys.generation(generation), fields).thenApply(added -> null);
  }

  CompletionStage<Map<String, ReadTo>> readTo(Generation generation) {
    return commands
        .hgetall(Keys.generation(generation))
        .thenApply(
            fields -> {
              Map<String, Long> readers = named(READER, fields);
              Map<String, ReadTo> read = named(READ, fields, RedisPositions::readTo);
              read.replaceAll((partition, to) -> to.by(readers.getOrDefault(partition, to.run())));
              return read;
            });
  }

  private static String numbers(ReadTo to) {
    return LongStream.of(
            to.run(), to.first().offset(), to.first().known(), to.watermark(), to.at(), to.ahead())
        .mapToObj(Long::toString)
        .collect(Collectors.joining(" "));
  }

  private static ReadTo readTo(byte[] value) {
    long[] of = Stream.of(text(value).split(" ")).mapToLong(Long::parseLong).toArray();
    return new ReadTo(of[0], new ReadTo.First(of[1], of[2]), of[3], of[4], of[5]);
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
