package io.twinstream.stores.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.twinstream.stores.Await;
import io.twinstream.stores.Eviction;
import io.twinstream.stores.Keys;
import io.twinstream.stores.ViewKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Keys that Redis has dropped for want of memory: how many, and which generations know of it. */
final class RedisEvictions {
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;

  RedisEvictions(RedisClusterAsyncCommands<byte[], byte[]> commands) {
    this.commands = commands;
  }

  CompletionStage<Optional<Eviction>> now() {
    return info()
        .thenApply(Eviction::of)
        .exceptionallyCompose(
            failure ->
                Await.cause(failure) instanceof RedisCommandExecutionException
                    ? CompletableFuture.completedFuture(Optional.empty()) // It is forbidden.
                    : CompletableFuture.failedFuture(failure));
  }

  CompletionStage<Boolean> note(ViewKey view, Eviction eviction) {
    return Script.EVICTED
        .<Long>run(
            commands,
            ScriptOutputType.INTEGER,
            new byte[][] {Keys.view(view)},
            (eviction.servers() + " " + eviction.evicted()).getBytes(UTF_8),
            (eviction.evicted() > 0 ? "1" : "0").getBytes(UTF_8))
        .thenApply(lost -> lost > 0);
  }

  /** What each server that holds states says of itself. */
  private CompletionStage<List<String>> info() {
    return commands instanceof RedisAdvancedClusterAsyncCommands<byte[], byte[]> members
        ? members.upstream().commands().info().thenCollect(Collectors.toList())
        : commands.info().thenApply(List::of);
  }
}
