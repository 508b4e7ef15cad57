package io.twinstream.stores.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.protocol.CommandType;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StateStore;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.StoredState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * The states of entities in Redis, many per command. The value of a state is a string: version ‖
 * bytes.
 */
final class RedisStates implements StateStore {
  /**
   * A script of many keys halves the server's work per write compared with a script per key. More
   * keys would block the server for other clients for too long. RATIONALE.md has the measurements.
   * On a cluster hardly any two entities have the same slot, so each key has a script of its own.
   */
  private static final int KEYS_PER_SCRIPT = 100;

  /** The maximal number of states in one answer. */
  private static final int KEYS_PER_READ = 1_000;

  /** The maximal number of generations whose encoded prefix is cached. */
  private static final int MAX_PREFIXES = 10_000;

  private final RedisConnection connection;
  private final RedisScan scan;
  private final StateKeys stateKeys;
  private final Map<Generation, byte[]> prefixes = new ConcurrentHashMap<>();

  RedisStates(RedisConnection connection, RedisScan scan) {
    this.connection = connection;
    this.scan = scan;
    this.stateKeys = new StateKeys(connection.isCluster());
  }

  @Override
  public CompletionStage<Integer> write(
      Generation generation, List<StateWrite> writes, Optional<Duration> expiry) {
    byte[] prefix = stateKeys.prefix(generation);
    byte[][] keys = new byte[writes.size()][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = stateKeys.key(prefix, writes.get(i).entity());
    }
    byte[] millis = Long.toString(expiry.map(Duration::toMillis).orElse(0L)).getBytes(UTF_8);
    List<CompletableFuture<Long>> answers = new ArrayList<>();
    for (int[] group : connection.groups(keys, connection.isCluster() ? 1 : KEYS_PER_SCRIPT)) {
      byte[][] grouped = new byte[group.length][];
      byte[][] arguments = new byte[group.length + 1][];
      arguments[0] = millis;
      for (int i = 0; i < group.length; i++) {
        grouped[i] = keys[group[i]];
        arguments[i + 1] = StateValue.encode(writes.get(group[i]).state());
      }
      answers.add(
          Script.WRITE
              .<Long>run(connection.commands(), ScriptOutputType.INTEGER, grouped, arguments)
              .toCompletableFuture());
    }
    return connection.translate(
        all(answers)
            .thenApply(done -> (int) answers.stream().mapToLong(CompletableFuture::join).sum()));
  }

  @Override
  public CompletionStage<List<StoredState>> read(List<StateKey> wanted) {
    byte[][] keys = new byte[wanted.size()][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = key(wanted.get(i));
    }
    List<int[]> groups = connection.groups(keys, KEYS_PER_READ);
    if (groups.size() == 1) {
      return connection.translate(get(keys)); // The only group has the keys in their order.
    }
    StoredState[] found = new StoredState[keys.length];
    List<CompletableFuture<Void>> answers = new ArrayList<>();
    for (int[] group : groups) {
      byte[][] grouped = new byte[group.length][];
      for (int i = 0; i < group.length; i++) {
        grouped[i] = keys[group[i]];
      }
      answers.add(
          get(grouped)
              .thenAccept(
                  states -> {
                    for (int i = 0; i < group.length; i++) {
                      found[group[i]] = states.get(i);
                    }
                  })
              .toCompletableFuture());
    }
    return connection.translate(all(answers).thenApply(done -> Arrays.asList(found)));
  }

  private CompletionStage<List<StoredState>> get(byte[][] keys) {
    CompletionStage<List<StoredState>> states =
        connection
            .commands()
            .dispatch(CommandType.MGET, new StatesOutput(keys.length), new KeyArguments(keys));
    return connection.isCluster() && keys.length > 1
        ? states.exceptionallyCompose(failure -> eachOf(keys, failure))
        : states;
  }

  /** While a slot moves to another member, some of its keys are here and the others there. */
  private CompletionStage<List<StoredState>> eachOf(byte[][] keys, Throwable failure) {
    if (!String.valueOf(Await.cause(failure).getMessage()).startsWith("TRYAGAIN")) {
      return CompletableFuture.failedFuture(failure);
    }
    List<CompletableFuture<List<StoredState>>> states = new ArrayList<>();
    for (byte[] key : keys) {
      states.add(get(new byte[][] {key}).toCompletableFuture());
    }
    return all(states)
        .thenApply(
            done ->
                states.stream()
                    .map(state -> state.join().get(0))
                    .collect(Collectors.toCollection(ArrayList::new)));
  }

  private byte[] key(StateKey key) {
    byte[] prefix = prefixes.get(key.generation());
    if (prefix == null) {
      prefix = stateKeys.prefix(key.generation());
      if (prefixes.size() < MAX_PREFIXES) {
        prefixes.put(key.generation(), prefix);
      }
    }
    return stateKeys.key(prefix, key.entity());
  }

  @Override
  public void scan(Generation generation, BiConsumer<String, StoredState> visitor) {
    byte[] prefix = stateKeys.prefix(generation);
    Set<String> seen = new HashSet<>(); // Redis may list a key twice.
    scan.forEachPage(
        generation,
        page -> {
          List<StateKey> keys = new ArrayList<>();
          for (byte[] key : page) {
            String entity = stateKeys.entity(prefix, key);
            if (seen.add(entity)) {
              keys.add(new StateKey(generation, entity));
            }
          }
          List<StoredState> values = connection.await(read(keys));
          for (int i = 0; i < keys.size(); i++) {
            if (values.get(i) != null) {
              visitor.accept(keys.get(i).entity(), values.get(i));
            }
          }
        });
  }

  private static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> futures) {
    return CompletableFuture.allOf(futures.toArray(new CompletableFuture<?>[0]));
  }
}
