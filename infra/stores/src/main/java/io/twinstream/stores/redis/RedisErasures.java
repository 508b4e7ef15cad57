package io.twinstream.stores.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.twinstream.stores.Generation;
import io.twinstream.stores.Keys;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.ViewKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Erased entities in Redis: a set per view, and a state in their place that no other state
 * replaces.
 */
final class RedisErasures {
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;
  private final RedisStates states;

  RedisErasures(RedisClusterAsyncCommands<byte[], byte[]> commands, RedisStates states) {
    this.commands = commands;
    this.states = states;
  }

  CompletionStage<Long> note(ViewKey view, List<String> entities) {
    byte[][] ids =
        entities.stream()
            .map(entity -> Keys.requireText(entity).getBytes(UTF_8))
            .toArray(byte[][]::new);
    return commands.sadd(Keys.erased(view), ids);
  }

  CompletionStage<List<String>> of(ViewKey view) {
    return commands
        .smembers(Keys.erased(view))
        .thenApply(ids -> ids.stream().map(id -> new String(id, UTF_8)).toList());
  }

  CompletionStage<Integer> write(Generation generation, List<String> entities) {
    return states.write(
        generation,
        entities.stream().map(entity -> new StateWrite(entity, StoredState.ERASED)).toList(),
        Optional.empty());
  }

  CompletionStage<Void> write(List<Generation> generations, List<String> entities) {
    return CompletableFuture.allOf(
        generations.stream()
            .map(generation -> write(generation, entities).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new));
  }
}
