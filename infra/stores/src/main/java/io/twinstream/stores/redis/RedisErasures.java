package io.twinstream.stores.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.twinstream.stores.ErasureStore;
import io.twinstream.stores.Generation;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.ViewKey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Erased entities in Redis: a set per view, and a state in their place that no other state
 * replaces.
 */
final class RedisErasures implements ErasureStore {
  private final RedisConnection connection;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;
  private final RedisFacts facts;
  private final RedisStates states;

  RedisErasures(RedisConnection connection, RedisFacts facts, RedisStates states) {
    this.connection = connection;
    this.commands = connection.commands();
    this.facts = facts;
    this.states = states;
  }

  @Override
  public CompletionStage<Void> erase(ViewKey view, List<String> entities) {
    if (entities.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    // The note comes first: generations that begin later read it, and those that exist are listed
    // next.
    return connection.translate(
        note(view, entities)
            .thenCompose(noted -> facts.begun(view))
            .thenCompose(
                begun ->
                    CompletableFuture.allOf(
                        begun.stream()
                            .map(generation -> write(generation, entities).toCompletableFuture())
                            .toArray(CompletableFuture<?>[]::new))));
  }

  private CompletionStage<Long> note(ViewKey view, List<String> entities) {
    byte[][] ids =
        entities.stream()
            .map(entity -> Keys.requireText(entity).getBytes(UTF_8))
            .toArray(byte[][]::new);
    return commands.sadd(Keys.erased(view), ids);
  }

  /** Nearly always the set is small or empty; then it is not sent the entities. */
  @Override
  public CompletionStage<Set<String>> erased(ViewKey view, List<String> entities) {
    return connection.translate(
        commands
            .scard(Keys.erased(view))
            .thenCompose(
                size ->
                    size == 0 || entities.isEmpty()
                        ? CompletableFuture.completedFuture(Set.of())
                        : among(view, entities)));
  }

  private CompletionStage<Set<String>> among(ViewKey view, List<String> entities) {
    byte[][] ids = entities.stream().map(entity -> entity.getBytes(UTF_8)).toArray(byte[][]::new);
    return commands
        .smismember(Keys.erased(view), ids)
        .thenApply(
            members -> {
              Set<String> erased = new HashSet<>();
              for (int i = 0; i < members.size(); i++) {
                if (members.get(i)) {
                  erased.add(entities.get(i));
                }
              }
              return erased;
            });
  }

  /** Erases the erased entities of a view from a generation that begins. */
  CompletionStage<Integer> eraseFrom(Generation begun) {
    return commands
        .smembers(Keys.erased(begun.view()))
        .thenApply(ids -> ids.stream().map(id -> new String(id, UTF_8)).toList())
        .thenCompose(entities -> write(begun, entities));
  }

  private CompletionStage<Integer> write(Generation generation, List<String> entities) {
    return states.write(
        generation,
        entities.stream().map(entity -> new StateWrite(entity, StoredState.ERASED)).toList(),
        Optional.empty());
  }
}
