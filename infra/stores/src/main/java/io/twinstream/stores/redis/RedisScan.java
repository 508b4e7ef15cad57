package io.twinstream.stores.redis;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.Keys;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StoredState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Visits all states of a generation in Redis, blocking. */
final class RedisScan {
  private static final int PAGE = 1_000;

  private final RedisConnection connection;
  private final RedisStates states;

  RedisScan(RedisConnection connection, RedisStates states) {
    this.connection = connection;
    this.states = states;
  }

  /** Implements {@link OnlineStore#scan}. */
  void states(Generation generation, BiConsumer<String, StoredState> visitor) {
    byte[] prefix = Keys.prefix(generation);
    Set<String> seen = new HashSet<>(); // Redis may list a key twice.
    forEachPage(
        generation,
        page -> {
          List<StateKey> keys = new ArrayList<>();
          for (byte[] key : page) {
            String entity = Keys.entity(prefix, key);
            if (seen.add(entity)) {
              keys.add(new StateKey(generation, entity));
            }
          }
          List<StoredState> values = await(states.read(keys));
          for (int i = 0; i < keys.size(); i++) {
            if (values.get(i) != null) {
              visitor.accept(keys.get(i).entity(), values.get(i));
            }
          }
        });
  }

  /** Deletes the states, and returns their number. */
  long drop(Generation generation) {
    long[] dropped = {0};
    forEachPage(
        generation,
        keys -> dropped[0] += await(connection.commands().unlink(keys.toArray(new byte[0][]))));
    return dropped[0];
  }

  /** Lists the keys of a generation's states page by page; a key may occur twice. */
  private void forEachPage(Generation generation, Consumer<List<byte[]>> visitor) {
    // No character of the names has a meaning in a pattern; only the final star has.
    ScanArgs page = ScanArgs.Builder.limit(PAGE).match(generation + ":*");
    ScanCursor cursor = ScanCursor.INITIAL;
    while (!cursor.isFinished()) {
      KeyScanCursor<byte[]> found = await(connection.commands().scan(cursor, page));
      if (!found.getKeys().isEmpty()) {
        visitor.accept(found.getKeys());
      }
      cursor = found;
    }
  }

  private <T> T await(CompletionStage<T> stage) {
    return Await.within(connection.deadline(), connection.translate(stage));
  }
}
