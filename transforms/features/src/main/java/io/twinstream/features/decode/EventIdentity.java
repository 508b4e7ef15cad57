package io.twinstream.features.decode;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Schema;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The 64-bit XXH3 hash of an event: its id, its time and, in the order of their names, the name and
 * the value of each field that has one. Fields without a value and computed ones contribute
 * nothing, so that events keep their identities when a field that they do not have is declared,
 * anywhere among the others. What goes in is fixed for ever: states and archives hold identities.
 * Scratch: for one thread.
 */
final class EventIdentity {
  private final HashStream64 hash = Hashing.xxh3_64().hashStream();

  /** By name. */
  private final int[] slots;

  private final long[] names;

  EventIdentity(Schema schema) {
    this.slots =
        IntStream.range(0, schema.size())
            .boxed()
            .filter(slot -> !schema.field(slot).isComputed())
            .sorted(Comparator.comparing(slot -> schema.field(slot).name()))
            .mapToInt(Integer::intValue)
            .toArray();
    this.names = IntStream.of(slots).mapToLong(slot -> hash(schema.field(slot))).toArray();
  }

  private static long hash(Field field) {
    return Hashing.xxh3_64().hashCharsToLong(field.name());
  }

  long of(String id, long ts, long[] bits, String[] texts, boolean[] present) {
    hash.reset().putString(id).putLong(ts);
    for (int i = 0; i < slots.length; i++) {
      int slot = slots[i];
      if (present[slot]) {
        hash.putLong(names[i]);
        if (texts[slot] != null) {
          hash.putString(texts[slot]);
        } else {
          hash.putLong(bits[slot]);
        }
      }
    }
    return hash.getAsLong();
  }
}
