package io.twinstream.features.decode;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.bytes.Bytes;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.TableRules;
import io.twinstream.features.row.ArrayValue;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Computes the identity of an event: the 64-bit XXH3 hash of its id, its time and, in the order of
 * their names, the name and the value of each field that has a value. Null and computed fields
 * contribute nothing, so declaring a new field anywhere changes no identity of older events.
 * Neither do the columns of a table that loads set, so that a row has the same identity in every
 * load. The input of the hash must never change, because states and archives hold identities. For
 * one thread at a time.
 */
final class EventIdentity {
  private final HashStream64 hash = Hashing.xxh3_64().hashStream();

  /** In the order of field names. */
  private final int[] slots;

  private final long[] names;

  EventIdentity(Source source) {
    Schema schema = source.schema();
    boolean table = source.isTable();
    this.slots =
        IntStream.range(0, schema.size())
            .boxed()
            .filter(slot -> !schema.field(slot).isComputed())
            .filter(slot -> !(table && TableRules.isColumn(schema.field(slot).name())))
            .sorted(Comparator.comparing(slot -> schema.field(slot).name()))
            .mapToInt(Integer::intValue)
            .toArray();
    this.names = IntStream.of(slots).mapToLong(slot -> hash(schema.field(slot))).toArray();
  }

  private static long hash(Field field) {
    return Hashing.xxh3_64().hashCharsToLong(field.name());
  }

  long of(String id, long ts, EventSlots values) {
    hash.reset().putString(id).putLong(ts);
    for (int i = 0; i < slots.length; i++) {
      int slot = slots[i];
      if (values.present[slot]) {
        hash.putLong(names[i]);
        if (values.texts[slot] != null) {
          hash.putString(values.texts[slot]);
        } else if (values.objects != null && values.objects[slot] != null) {
          hash.putByteArray(bytes(values.objects[slot]));
        } else {
          hash.putLong(values.bits[slot]);
        }
      }
    }
    return hash.getAsLong();
  }

  /** Returns the canonical form of an object: bytes as they are, an array as it is written. */
  private static byte[] bytes(Object value) {
    if (value instanceof Bytes bytes) {
      return bytes.toByteArray();
    }
    ByteWriter out = new ByteWriter(64);
    ((ArrayValue) value).write(out);
    return out.toByteArray();
  }
}
