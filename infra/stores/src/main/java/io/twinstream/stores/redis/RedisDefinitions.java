package io.twinstream.stores.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.KeyValue;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.twinstream.stores.AppliedDefinitions;
import io.twinstream.stores.DefinitionStore;
import io.twinstream.stores.PublishedDefinitions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * The definitions of projects in Redis: one hash per project for the published definitions, and one
 * for the applied ones, replaced as a whole.
 */
final class RedisDefinitions implements DefinitionStore {
  private static final byte[] PUBLISHED = "model".getBytes(UTF_8);
  private static final byte[] PUBLISHED_FINGERPRINT = "fingerprint".getBytes(UTF_8);
  private static final String FILE = "file:";
  private static final String NUMBER = "number";
  private static final String FINGERPRINT = "fingerprint";
  private static final String APPLIED_AT = "applied_at";

  private final RedisConnection connection;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;

  RedisDefinitions(RedisConnection connection) {
    this.connection = connection;
    this.commands = connection.commands();
  }

  @Override
  public CompletionStage<Void> publish(String project, PublishedDefinitions definitions) {
    IdentityHashMap<byte[], byte[]> fields = new IdentityHashMap<>();
    fields.put(PUBLISHED, definitions.json().getBytes(UTF_8));
    fields.put(PUBLISHED_FINGERPRINT, definitions.fingerprint().getBytes(UTF_8));
    return connection.translate(
        commands.hset(Keys.project(project), fields).thenApply(added -> null));
  }

  @Override
  public CompletionStage<Optional<PublishedDefinitions>> published(String project) {
    return connection.translate(
        commands
            .hmget(Keys.project(project), PUBLISHED, PUBLISHED_FINGERPRINT)
            .thenApply(
                fields ->
                    fields.stream().allMatch(KeyValue::hasValue)
                        ? Optional.of(
                            new PublishedDefinitions(
                                new String(fields.get(0).getValue(), UTF_8),
                                new String(fields.get(1).getValue(), UTF_8)))
                        : Optional.empty()));
  }

  @Override
  public CompletionStage<Optional<AppliedDefinitions>> applied(String project) {
    return connection.translate(
        commands.hgetall(Keys.definitions(project)).thenApply(RedisDefinitions::read));
  }

  private static Optional<AppliedDefinitions> read(Map<byte[], byte[]> hash) {
    if (hash.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> fields = new HashMap<>();
    hash.forEach((name, value) -> fields.put(new String(name, UTF_8), new String(value, UTF_8)));
    Map<String, String> files = new TreeMap<>();
    fields.forEach(
        (name, text) -> {
          if (name.startsWith(FILE)) {
            files.put(name.substring(FILE.length()), text);
          }
        });
    return Optional.of(
        new AppliedDefinitions(
            Long.parseLong(fields.get(NUMBER)),
            fields.get(FINGERPRINT),
            Long.parseLong(fields.get(APPLIED_AT)),
            files));
  }

  @Override
  public CompletionStage<Boolean> apply(String project, AppliedDefinitions next) {
    List<byte[]> arguments = new ArrayList<>();
    for (String text :
        List.of(
            Long.toString(next.number() - 1),
            NUMBER,
            Long.toString(next.number()),
            FINGERPRINT,
            next.fingerprint(),
            APPLIED_AT,
            Long.toString(next.appliedAt()))) {
      arguments.add(text.getBytes(UTF_8));
    }
    next.files()
        .forEach(
            (name, text) -> {
              arguments.add((FILE + name).getBytes(UTF_8));
              arguments.add(text.getBytes(UTF_8));
            });
    return connection.translate(
        Script.APPLY.run(
            commands,
            ScriptOutputType.BOOLEAN,
            new byte[][] {Keys.definitions(project)},
            arguments.toArray(new byte[0][])));
  }
}
