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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Reads how many keys Redis has evicted, and records it in the generations. */
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
                    ? CompletableFuture.completedFuture(Optional.empty()) // INFO is forbidden.
                    : CompletableFuture.failedFuture(failure));
  }

  CompletionStage<Boolean> note(ViewKey view, Eviction eviction) {
    return note(view, eviction, "0");
  }

  /** Records earlier evictions before a generation begins, so that they are no loss of it. */
  CompletionStage<Boolean> noteBefore(ViewKey view) {
    return now()
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedFuture(false)
                    : note(view, found.get(), "1"));
  }

  private CompletionStage<Boolean> note(ViewKey view, Eviction eviction, String begins) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(begins.getBytes(UTF_8));
    eviction
        .byRun()
        .forEach(
            (run, keys) -> {
              arguments.add(run.getBytes(UTF_8));
              arguments.add(Long.toString(keys).getBytes(UTF_8));
            });
    return Script.EVICTED
        .<Long>run(
            commands,
            ScriptOutputType.INTEGER,
            new byte[][] {Keys.view(view)},
            arguments.toArray(new byte[0][]))
        .thenApply(lost -> lost > 0);
  }

  /** Returns the reply to INFO of each server that holds states. */
  private CompletionStage<List<String>> info() {
    return commands instanceof RedisAdvancedClusterAsyncCommands<byte[], byte[]> members
        ? members.upstream().commands().info().thenCollect(Collectors.toList())
        : commands.info().thenApply(List::of);
  }
}
