package io.twinstream.stores.redis;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.twinstream.stores.Generation;
import java.util.List;
import java.util.function.Consumer;

/** Visits the keys of all states of a generation in Redis, blocking. */
final class RedisScan {
  private static final int PAGE = 1_000;

  private final RedisConnection connection;

  RedisScan(RedisConnection connection) {
    this.connection = connection;
  }

  /** Deletes the states, and returns their number. */
  long drop(Generation generation) {
    long[] dropped = {0};
    forEachPage(
        generation,
        keys ->
            dropped[0] +=
                connection.await(connection.commands().unlink(keys.toArray(new byte[0][]))));
    return dropped[0];
  }

  /** Lists the keys of a generation's states page by page; a key may occur twice. */
  void forEachPage(Generation generation, Consumer<List<byte[]>> visitor) {
    // No character of the names has a meaning in a pattern; only the final star has.
    ScanArgs page = ScanArgs.Builder.limit(PAGE).match(generation + ":*");
    ScanCursor cursor = ScanCursor.INITIAL;
    while (!cursor.isFinished()) {
      KeyScanCursor<byte[]> found = connection.await(connection.commands().scan(cursor, page));
      if (!found.getKeys().isEmpty()) {
        visitor.accept(found.getKeys());
      }
      cursor = found;
    }
  }
}
