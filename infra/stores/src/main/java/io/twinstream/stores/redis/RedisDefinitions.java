package io.twinstream.stores.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.twinstream.stores.AppliedDefinitions;
import io.twinstream.stores.Keys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** The applied definitions in Redis: one hash per project, replaced as a whole. */
final class RedisDefinitions {
  private static final String FILE = "file:";
  private static final String NUMBER = "number";
  private static final String FINGERPRINT = "fingerprint";
  private static final String APPLIED_AT = "applied_at";

  private final RedisClusterAsyncCommands<byte[], byte[]> commands;

  RedisDefinitions(RedisClusterAsyncCommands<byte[], byte[]> commands) {
    this.commands = commands;
  }

  CompletionStage<Optional<AppliedDefinitions>> applied(String project) {
    return commands.hgetall(Keys.definitions(project)).thenApply(RedisDefinitions::read);
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

  CompletionStage<Boolean> apply(String project, AppliedDefinitions next) {
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
    return Script.APPLY.run(
        commands,
        ScriptOutputType.BOOLEAN,
        new byte[][] {Keys.definitions(project)},
        arguments.toArray(new byte[0][]));
  }
}
