package io.twinstream.stores.redis;

import static io.twinstream.stores.redis.RedisFacts.bytes;
import static io.twinstream.stores.redis.RedisFacts.digits;
import static io.twinstream.stores.redis.RedisFacts.number;
import static io.twinstream.stores.redis.RedisFacts.text;

import io.lettuce.core.KeyValue;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.twinstream.stores.Generation;
import io.twinstream.stores.Progress;
import io.twinstream.stores.ProgressStore;
import io.twinstream.stores.ReadTo;
import io.twinstream.stores.TopicPosition;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The progress of generations in Redis: fields in the hash of a generation, those of a topic by
 * partition.
 */
final class RedisProgress implements ProgressStore {
  private static final byte[] KNOWN = bytes("known");
  private static final byte[] COMPLETE = bytes("complete_at");
  private static final byte[] PUBLISHED_AT = bytes("published_at");
  private static final byte[] CHECKPOINT = bytes("checkpoint_at");

  /** Prefixes of fields of a generation's hash, followed by topic and partition. */
  private static final String FIRST = "first:";

  private static final String NEXT = "next:";

  private static final String COMPLETE_AT = "complete_at:";

  private static final String CHECKPOINT_AT = "checkpoint_at:";

  /** Its value is six numbers, separated by spaces. */
  private static final String READ = "read:";

  /** Its value is the run of the reader that started last. */
  private static final String READER = "reader:";

  /** Means that no time of completeness has been published. */
  static final long UNKNOWN = Long.MIN_VALUE;

  private final RedisConnection connection;
  private final Optional<SlotMarks> marks;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;
  private final RedisFacts facts;

  RedisProgress(RedisConnection connection, RedisFacts facts, Optional<SlotMarks> marks) {
    this.marks = marks;
    this.connection = connection;
    this.commands = connection.commands();
    this.facts = facts;
  }

  @Override
  public CompletionStage<Void> publish(Generation generation, Progress progress) {
    IdentityHashMap<byte[], byte[]> fields = new IdentityHashMap<>();
    fields.put(KNOWN, digits(progress.known()));
    fields.put(COMPLETE, digits(progress.completeAt()));
    fields.put(PUBLISHED_AT, digits(progress.publishedAt()));
    fields.put(CHECKPOINT, digits(progress.checkpointAt()));
    // The marks come first, so that no mark is older than a progress that was acknowledged.
    return marks
        .map(all -> all.publish(generation, progress.publishedAt()))
        .map(connection::translate)
        .orElseGet(() -> CompletableFuture.completedFuture(null))
        .thenCompose(marked -> facts.set(generation, fields));
  }

  @Override
  public CompletionStage<Optional<Progress>> published(Generation generation) {
    return connection.translate(
        commands
            .hmget(Keys.generation(generation), KNOWN, COMPLETE, PUBLISHED_AT, CHECKPOINT)
            .thenApply(RedisProgress::progress));
  }

  private static Optional<Progress> progress(List<KeyValue<byte[], byte[]>> fields) {
    KeyValue<byte[], byte[]> known = fields.get(0);
    KeyValue<byte[], byte[]> publishedAt = fields.get(2);
    return known.hasValue() && publishedAt.hasValue()
        ? Optional.of(
            new Progress(
                number(known.getValue()),
                // A job of an earlier version does not publish these.
                fields.get(1).map(RedisFacts::number).getValueOrElse(UNKNOWN),
                number(publishedAt.getValue()),
                fields.get(3).map(RedisFacts::number).getValueOrElse(UNKNOWN)))
        : Optional.empty();
  }

  @Override
  public CompletionStage<Void> beginsAt(Generation generation, Map<String, Long> first) {
    IdentityHashMap<byte[], byte[]> fields = new IdentityHashMap<>();
    first.forEach((partition, offset) -> fields.put(bytes(FIRST + partition), digits(offset)));
    return facts.set(generation, fields);
  }

  @Override
  public CompletionStage<Map<String, Long>> beginsAt(Generation generation) {
    return read(generation, fields -> named(FIRST, fields));
  }

  @Override
  public CompletionStage<Void> publish(
      Generation generation, Map<String, TopicPosition> positions) {
    IdentityHashMap<byte[], byte[]> fields = new IdentityHashMap<>();
    positions.forEach(
        (partition, at) -> {
          fields.put(bytes(NEXT + partition), digits(at.next()));
          fields.put(bytes(COMPLETE_AT + partition), digits(at.completeAt()));
          fields.put(bytes(CHECKPOINT_AT + partition), digits(at.checkpointAt()));
        });
    return facts.set(generation, fields);
  }

  @Override
  public CompletionStage<Map<String, TopicPosition>> positions(Generation generation) {
    return read(
        generation,
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
                          completeAt.getOrDefault(partition, UNKNOWN),
                          checkpointAt.getOrDefault(partition, UNKNOWN))));
          return positions;
        });
  }

  @Override
  public CompletionStage<Void> beginRead(Generation generation, Map<String, ReadTo> read) {
    IdentityHashMap<byte[], byte[]> fields = new IdentityHashMap<>();
    read.forEach(
        (partition, to) -> {
          fields.put(bytes(READER + partition), digits(to.run()));
          fields.put(bytes(READ + partition), bytes(numbers(to)));
        });
    return facts.set(generation, fields);
  }

  @Override
  public CompletionStage<Void> publishRead(Generation generation, Map<String, ReadTo> read) {
    IdentityHashMap<byte[], byte[]> fields = new IdentityHashMap<>();
    read.forEach((partition, to) -> fields.put(bytes(READ + partition), bytes(numbers(to))));
    return facts.set(generation, fields);
  }

  @Override
  public CompletionStage<Map<String, ReadTo>> readTo(Generation generation) {
    return read(
        generation,
        fields -> {
          Map<String, Long> readers = named(READER, fields);
          Map<String, ReadTo> read = named(READ, fields, RedisProgress::readTo);
          read.replaceAll((partition, to) -> to.by(readers.getOrDefault(partition, to.run())));
          return read;
        });
  }

  private <T> CompletionStage<T> read(
      Generation generation, Function<Map<byte[], byte[]>, T> parse) {
    return connection.translate(commands.hgetall(Keys.generation(generation)).thenApply(parse));
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
    return named(prefix, fields, RedisFacts::number);
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
